import type { VirtualClock } from '../clock.ts';
import type { Json, JsonObject } from './json.ts';
import type { Scope } from './scope.ts';

/** A task that a state asks for. */
export interface TaskCall {
  readonly state: string;
  readonly resource: string;
  readonly parameters: Json;
  /** Given out with `waitForTaskToken`. */
  readonly token: string;
  readonly scope: Scope;
}

/** What happened in an execution, in order. */
export type Happening =
  | { readonly kind: 'entered'; readonly state: string; readonly input: Json }
  | { readonly kind: 'called'; readonly state: string; readonly parameters: Json }
  | { readonly kind: 'answered'; readonly state: string; readonly answer: Json }
  | { readonly kind: 'failed'; readonly state: string; readonly error: string }
  | { readonly kind: 'retried' | 'caught'; readonly state: string; readonly error: string };

/** What the states of one execution share. */
export interface Machine {
  readonly clock: VirtualClock;
  /** Names of the execution and its machine, as `$$` shows them. */
  readonly context: JsonObject;
  readonly token: () => string;
  /** Does a task; throws a `StateFailure`. */
  readonly task: (call: TaskCall) => Promise<Json>;
  readonly happened: (happening: Happening) => void;
}

/** What a state gets. */
export interface Visit {
  readonly name: string;
  readonly input: Json;
  readonly context: JsonObject;
  readonly machine: Machine;
  readonly scope: Scope;
}
