import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeChannel } from '../channel.ts';
import { LABELS, splitClothingReviews } from '../clothing-reviews.ts';
import { median } from '../median.ts';
import { compare } from './compare.ts';
import { gpuName } from './gpu.ts';
import type { Hyperparameters } from './job.ts';
import { resumeSeconds } from './ours.ts';
import { plot } from './plot.ts';
import { minilm, ROOT } from './python.ts';
import { AWAY_SECONDS, SPOT_PRICE_SHARE, spotCosts } from './spot-cost.ts';
import { comparisonTable, costTable, missed, percent, stallShare } from './table.ts';

const RESULTS = join(ROOT, 'bench', 'results');

const OPTIONS = {
  data: { type: 'string', default: join(ROOT, '..', 'shared', 'data', 'clothing_reviews.csv') },
  /** Of all splits together; all that there are when it is left out. */
  rows: { type: 'string' },
  epochs: { type: 'string', default: '2' },
  /** Of all programs, in turns. */
  rounds: { type: 'string', default: '2' },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  const data = resolve(values.data);
  if (!existsSync(data)) {
    process.stdout.write(`skipped: there is no ${data}; name the clothing reviews with --data\n`);
    return 0;
  }
  const gpu = gpuName();
  if (gpu === undefined) process.stdout.write('No GPU here: measured on the processor.\n');
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-training-'));
  try {
    const splits = await splitClothingReviews(data, values.rows === undefined ? undefined : Number(values.rows));
    const channels = join(directory, 'channels');
    for (const split of ['train', 'validation', 'test'] as const)
      await writeChannel(join(channels, split), splits[split]);
    const hyperparameters: Hyperparameters = {
      labels: LABELS,
      max_tokens: 128,
      epochs: Number(values.epochs),
      batch_size: 32,
      learning_rate: 5e-5,
      warmup_ratio: 0.1,
      weight_decay: 0.01,
      seed: 20_261,
    };
    const inputs = { channels, base: minilm(), hyperparameters, gpu: gpu !== undefined };
    const { comparison, utilization } = await compare(directory, inputs, splits, Number(values.rounds));
    process.stderr.write('bench: a training that is stopped and taken up again\n');
    const restartSeconds = await resumeSeconds(join(directory, 'resume'), inputs);
    const { ours } = comparison;
    const measured = {
      stepSeconds: median(ours.map((one) => one.seconds / one.steps)),
      saveSeconds: median(ours.map((one) => one.saveSeconds)),
      restartSeconds,
    };
    const costs = spotCosts(measured);
    const load = loadavg().map((average) => average.toFixed(1));
    const report =
      `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, ${gpu ?? 'no GPU'}, load ${load.join(' ')}\n` +
      `MiniLM-L6 at ${hyperparameters.max_tokens} tokens, ${splits.train.length} rows to train on, ${splits.validation.length} for validation, ` +
      `${splits.test.length} for test, ${hyperparameters.epochs} epochs, batches of ${hyperparameters.batch_size}, ${ours.length} rounds\n\n` +
      `${comparisonTable(comparison)}\n\n` +
      `${utilization}Saves held training up for ${percent(stallShare(comparison))} of its time (${median(ours.map((one) => one.saves))} saves); ` +
      `one costs ${measured.saveSeconds.toFixed(2)} s, a step takes ${measured.stepSeconds.toFixed(3)} s.\n` +
      `Taken up again, a training had its next step done ${restartSeconds.toFixed(1)} s after its program was started.\n\n` +
      `A simulated week on spot machines, from these figures. Assumed: an hour there is billed as ${SPOT_PRICE_SHARE} of one on demand, and a ` +
      `new machine comes after ${AWAY_SECONDS} s.\n\n${costTable(costs)}\n`;
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(join(RESULTS, 'training.md'), report);
    writeFileSync(join(RESULTS, 'training.svg'), plot(comparison, costs));
    process.stdout.write(`${report}\nAlso in bench/results: training.md, training.svg\n`);
    const failures = missed(comparison);
    for (const failure of failures) process.stderr.write(`missed: ${failure}\n`);
    return failures.length > 0 ? 1 : 0;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

process.exitCode = await main();
