import type { Tasks } from '../../../lambdas/adapters/executions.ts';
import { StateFailure } from '../asl/failure.ts';
import { type Json, sent } from '../asl/json.ts';
import type { Scope } from '../asl/scope.ts';

interface Waiting {
  readonly succeed: (output: Json) => void;
  readonly fail: (failure: StateFailure) => void;
}

/** Tasks that wait for an answer by their tokens. A task is answered once, and not after it timed out. */
export class Tokens implements Tasks {
  readonly #waiting = new Map<string, Waiting>();

  wait(token: string, scope: Scope): Promise<Json> {
    scope.onAbandoned(() => void this.#waiting.delete(token));
    return new Promise((succeed, fail) => this.#waiting.set(token, { succeed, fail }));
  }

  async succeed(token: string, output: unknown): Promise<boolean> {
    return this.#answer(token, (task) => task.succeed(sent(output)));
  }

  async fail(token: string, error: string, cause: string): Promise<boolean> {
    return this.#answer(token, (task) => task.fail(new StateFailure(error, cause)));
  }

  #answer(token: string, answer: (task: Waiting) => void): boolean {
    const task = this.#waiting.get(token);
    if (task === undefined) return false;
    this.#waiting.delete(token);
    answer(task);
    return true;
  }
}
