import { pointName } from '../../../domain/faults/points.ts';
import { passPoint } from '../../../faults/folder.ts';
import type { Container, ContainerSpec, Engine, Program, ProgramSpec } from './engine.ts';

const KILLED = 128 + 9;

/** A job that replaces the entry point of its image is a training: the argument is that of its own script. */
function programOf({ serves, entrypoint, arguments: [argument = 'train'] = [] }: ContainerSpec): string {
  if (serves) return 'serve';
  return entrypoint === undefined ? argument : 'train';
}

/** Runs containers by another engine and, where a test asks for it, lets them fail or be killed. */
export class FaultyEngine implements Engine {
  readonly #engine: Engine;
  readonly #folder: string;

  constructor(engine: Engine, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  prepare(image: string): Promise<void> {
    return this.#engine.prepare(image);
  }

  program(spec: ProgramSpec): Promise<Program> {
    return this.#engine.program(spec);
  }

  async start(spec: ContainerSpec): Promise<Container> {
    const program = programOf(spec);
    const fault = passPoint(this.#folder, pointName('plane', `${program}-container`));
    switch (fault) {
      case undefined:
        return this.#engine.start(spec);
      case 'die-before': {
        const container = await this.#engine.start(spec);
        await container.stop(0);
        return { ...container, exited: Promise.resolve(KILLED) };
      }
      case 'die-after': {
        const container = await this.#engine.start(spec);
        return { ...container, exited: container.exited.then(() => KILLED) };
      }
      default:
        throw new Error(`the container of ${program} cannot be started (an injected fault)`);
    }
  }
}
