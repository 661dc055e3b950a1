import { platformErrorOf } from '../../../lambdas/runtime/failure.ts';
import { StateFailure } from '../asl/failure.ts';
import { type Json, sent } from '../asl/json.ts';
import type { VirtualClock } from '../clock.ts';
import type { Faults } from './faults.ts';
import { Invocation } from './invocation.ts';
import { type Ports, STAGES, type StageName } from './stages.ts';

const failure = (errorType: string, errorMessage: string): StateFailure =>
  new StateFailure(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }));

/** Lambda asks again so long after an event that a function failed on. */
const ASYNC_RETRY_SECONDS = [60, 120];

export interface FunctionsProps {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly ports: Ports;
  /** A function's time limit, from the template. */
  readonly timeoutSeconds: (stage: StageName) => number;
  /** How often each invocation happens; every answer but the last is thrown away. */
  readonly calls: number;
}

/** Lambda: runs a stage's code, and reports what became of it as Lambda does. */
export class Functions {
  /** Events that a function failed on for good. */
  readonly lost: { readonly stage: StageName; readonly event: Json }[] = [];
  readonly #props: FunctionsProps;

  constructor(props: FunctionsProps) {
    this.#props = props;
  }

  /** Invokes and waits. Throws a `StateFailure` as Step Functions gets it. */
  async invoke(stage: StageName, payload: Json): Promise<Json> {
    for (let extra = 1; extra < this.#props.calls; extra += 1) await this.#once(stage, payload);
    return this.#once(stage, payload);
  }

  /** Hands an event over; Lambda sees to it that it is tried three times. */
  send(stage: StageName, event: Json): void {
    void this.#deliver(stage, event);
  }

  async #deliver(stage: StageName, event: Json): Promise<void> {
    for (const seconds of [...ASYNC_RETRY_SECONDS, undefined]) {
      try {
        await this.invoke(stage, event);
        return;
      } catch (thrown) {
        if (!(thrown instanceof StateFailure)) throw thrown;
        if (seconds === undefined) this.lost.push({ stage, event });
        else await this.#props.clock.sleep(seconds);
      }
    }
  }

  #once(stage: StageName, payload: Json): Promise<Json> {
    const { clock, faults, ports } = this.#props;
    const limit = this.#props.timeoutSeconds(stage);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        invocation.end();
        cancel();
      };
      const cancel = clock.after(limit, () => {
        end();
        reject(failure('Sandbox.Timedout', `Task timed out after ${limit.toFixed(2)} seconds`));
      });
      const invocation = new Invocation(stage, clock, faults, () => {
        end();
        reject(failure('Runtime.ExitError', 'Error: Runtime exited with error: signal: killed'));
      });
      STAGES[stage](sent(payload), invocation.ports(ports)).then(
        (answer) => {
          end();
          resolve(sent(answer));
        },
        (thrown: unknown) => {
          end();
          const { code, message } = platformErrorOf(thrown);
          reject(failure(code, message));
        },
      );
    });
  }
}
