import { join } from 'node:path';
import { openModel } from '../../containers/processing/evaluate/model.ts';
import { predict } from '../../containers/processing/evaluate/predict.ts';
import { metricsOf } from '../../domain/evaluate/metrics.ts';
import type { Row } from '../channel.ts';
import { type Inputs, TrainingJob } from './job.ts';

/** What one training said of itself, and how good its model is where it is served. */
export interface OurTraining {
  /** Of training with its validations and saves. */
  readonly seconds: number;
  readonly steps: number;
  /** Of `seconds`, those in which saves held the training up. */
  readonly stallSeconds: number;
  readonly saves: number;
  /** What a save costs, as the trainer measured it for its interval. */
  readonly saveSeconds: number;
  readonly accuracy: number;
}

const SUMMARY = /^Trained for ([\d.]+) s, of which saves held it up for ([\d.]+) s; a save costs ([\d.]+) s/;
const PLAN = /; (\d+) steps, /;

/** Trains by the container's program, and measures the exported model in the inference core. */
export async function trainOurs(folder: string, inputs: Inputs, test: readonly Row[]): Promise<OurTraining> {
  const job = new TrainingJob(folder, inputs);
  const log = await job.run();
  const [, seconds, stallSeconds, saveSeconds] = found(log, SUMMARY);
  const [, steps] = found(log, PLAN);
  return {
    seconds: Number(seconds),
    steps: Number(steps),
    stallSeconds: Number(stallSeconds),
    saveSeconds: Number(saveSeconds),
    saves: log.filter((line) => line.startsWith('Saving a checkpoint')).length,
    accuracy: await accuracyOf(join(folder, 'model'), test, inputs.hyperparameters.labels),
  };
}

function found(log: readonly string[], pattern: RegExp): RegExpExecArray {
  for (const line of log) {
    const match = pattern.exec(line);
    if (match !== null) return match;
  }
  throw new Error(`no line of the training's log is like ${pattern}`);
}

async function accuracyOf(folder: string, test: readonly Row[], labels: readonly string[]): Promise<number> {
  const model = await openModel(folder);
  try {
    const rows = test.map(({ text, label }) => ({ uploadId: 'bench', text, label: labels.indexOf(label) }));
    return metricsOf(await predict(model, rows, labels), labels).accuracy;
  } finally {
    await model.close();
  }
}

/** Seconds from the start of a stopped training's program until it has taken its next step. */
export async function resumeSeconds(folder: string, inputs: Inputs): Promise<number> {
  // Each step is in the log.
  const job = new TrainingJob(folder, inputs, { log_steps: 1 });
  await job.run((line, child) => {
    if (line.startsWith('step=')) child.kill('SIGTERM');
  });
  const startedAt = performance.now();
  let seconds: number | undefined;
  const log = await job.run((line, child) => {
    if (!line.startsWith('step=') || seconds !== undefined) return;
    seconds = (performance.now() - startedAt) / 1000;
    child.kill('SIGTERM');
  });
  found(log, /^Going on after step /);
  if (seconds === undefined) throw new Error('the training that was taken up again took no step');
  return seconds;
}
