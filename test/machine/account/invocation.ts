import type { VirtualClock } from '../clock.ts';
import { AwsError } from './aws-error.ts';
import type { CallFault, Faults, TaskFault } from './faults.ts';

const forever = <T>(): Promise<T> => new Promise<T>(() => {});

/** Parts of the ports that reach nothing outside the process. */
const INSIDE = new Set(['uri', 'now', 'info', 'warn', 'error', 'about', 'toString']);

/**
 * One invocation of a function. Each call of its ports to the outside passes the point `<stage>/<port>.<method>`, where
 * a fault may be due; once its process is dead, nothing of it goes on.
 */
export class Invocation {
  readonly #stage: string;
  readonly #clock: VirtualClock;
  readonly #faults: Faults;
  readonly #died: () => void;
  #isDead = false;

  constructor(stage: string, clock: VirtualClock, faults: Faults, died: () => void) {
    this.#stage = stage;
    this.#clock = clock;
    this.#faults = faults;
    this.#died = died;
  }

  /** Nothing of it does anything from now on. */
  end(): void {
    this.#isDead = true;
  }

  /** The ports, with every call to the outside under this invocation. */
  ports<Ports extends object>(ports: Ports): Ports {
    return through(ports, (port, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && port !== 'logger'
        ? this.#port(port, value)
        : value,
    );
  }

  #port(port: string, target: object): object {
    return through(target, (method, value) => {
      if (typeof value !== 'function') return value;
      if (INSIDE.has(method)) return value.bind(target);
      return (...given: unknown[]) =>
        this.#pass(`${this.#stage}/${port}.${method}`, () => Reflect.apply(value, target, given));
    });
  }

  async #pass(point: string, call: () => Promise<unknown>): Promise<unknown> {
    await this.#clock.turn();
    if (this.#isDead) return forever();
    const answer = await this.#suffer(this.#faults.at(point)?.kind, call);
    return this.#isDead ? forever() : answer;
  }

  async #suffer(fault: CallFault | TaskFault | undefined, call: () => Promise<unknown>): Promise<unknown> {
    switch (fault) {
      case undefined:
        return call();
      case 'throttled':
        throw new AwsError('ThrottlingException', 429);
      case 'denied':
        throw new AwsError('AccessDeniedException', 403);
      case 'answer-lost':
        await call();
        throw new AwsError('TimeoutError', 0);
      case 'dies-before':
        return this.#die();
      case 'dies-after':
        await call();
        return this.#die();
      case 'hangs':
        return forever();
      case 'refused-by-itself':
        await call();
        return false;
      default:
        throw new Error(`${fault} is no fault of a call.`);
    }
  }

  #die(): Promise<never> {
    this.end();
    this.#died();
    return forever();
  }
}

/** An object whose members are seen through `change`. */
function through<T extends object>(target: T, change: (name: string, value: unknown) => unknown): T {
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name, object);
      return typeof name === 'string' ? change(name, value) : value;
    },
  });
}
