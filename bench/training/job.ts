import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, surroundings, transformerPython } from './python.ts';

/** What a transformer is trained with, in the container's own words. */
export interface Hyperparameters {
  readonly labels: readonly string[];
  readonly max_tokens: number;
  readonly epochs: number;
  readonly batch_size: number;
  readonly learning_rate: number;
  readonly warmup_ratio: number;
  readonly weight_decay: number;
  readonly seed: number;
}

export interface Inputs {
  /** Folder with the channels `train` and `validation`. */
  readonly channels: string;
  /** Folder with the base's files. */
  readonly base: string;
  readonly hyperparameters: Hyperparameters;
  readonly gpu: boolean;
}

/** A training job's folder, in which the container's program runs as often as one likes. */
export class TrainingJob {
  readonly folder: string;
  readonly #gpu: boolean;

  constructor(folder: string, { channels, base, hyperparameters, gpu }: Inputs, more: Record<string, number> = {}) {
    this.folder = folder;
    this.#gpu = gpu;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'input/config'), { recursive: true });
    for (const channel of ['train', 'validation']) {
      cpSync(join(channels, channel), join(folder, 'input/data', channel), { recursive: true });
    }
    for (const file of ['config.json', 'model.safetensors', 'tokenizer.json']) {
      cpSync(join(base, file), join(folder, 'input/data/base', file));
    }
    const all = { family: 'transformer', candidate: 'bench', base: 'bench', ...hyperparameters, ...more };
    const strings = Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)]);
    writeFileSync(join(folder, 'input/config/hyperparameters.json'), JSON.stringify(Object.fromEntries(strings)));
  }

  /** Runs the program to its end; `heard` gets each line of its log and the process. Gives the log. */
  async run(heard: (line: string, child: ChildProcess) => void = () => {}): Promise<string[]> {
    const child = spawn(transformerPython(), ['-m', 'trainyard_training'], {
      cwd: join(ROOT, 'containers/training'),
      env: { ...surroundings(this.#gpu), SAGEMAKER_BASE_DIR: this.folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const log: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      log.push(line);
      heard(line, child);
    }
    const code = await ended;
    if (code !== 0 && code !== STOPPED) throw new Error(`the training ended with ${code}:\n${log.join('\n')}`);
    return log;
  }
}

/** Exit status of a training that SIGTERM stopped. */
const STOPPED = 143;
