import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { openModel } from '../../containers/processing/evaluate/model.ts';
import { predict } from '../../containers/processing/evaluate/predict.ts';
import { percentileMs } from '../../domain/evaluate/latency.ts';
import { metricsOf } from '../../domain/evaluate/metrics.ts';
import { type Row, writeChannel } from '../channel.ts';
import { splitReviews } from './split-reviews.ts';
import { hyperparametersOf, train } from './train.ts';

/** Each with its defaults. */
const CANDIDATES = [
  { name: 'linear', family: 'linear' },
  { name: 'multinomial', family: 'naive-bayes' },
  { name: 'complement', family: 'naive-bayes', hyperparameters: { variant: 'complement' } },
  { name: 'forest', family: 'random-forest' },
  { name: 'boosting', family: 'gradient-boosting' },
] as const;
const LABELS = ['negative', 'positive'];

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-bench-families-'));
  try {
    const splits = splitReviews();
    const channels = join(directory, 'channels');
    await writeChannel(join(channels, 'train'), splits.train);
    await writeChannel(join(channels, 'validation'), splits.validation);
    const held = [...splits.validation, ...splits.test];
    const lines: string[] = [];
    for (const [name, hyperparameters] of hyperparametersOf([...CANDIDATES])) {
      process.stderr.write(`bench: ${name}\n`);
      const base = join(directory, name);
      cpSync(channels, join(base, 'input/data'), { recursive: true });
      lines.push(`| ${name} | ${await figuresOf(base, hyperparameters, held)} |`);
    }
    const load = loadavg().map((average) => average.toFixed(1));
    process.stdout.write(
      `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${load.join(' ')}\n` +
        `${splits.train.length} rows to train on, ${held.length} to measure on\n\n` +
        `| candidate | training, CPU | accuracy | macro F1 | log loss | p50 of a text | model.tar.gz |\n` +
        `| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n${lines.join('\n')}\n`,
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function figuresOf(base: string, hyperparameters: Record<string, string>, held: readonly Row[]): Promise<string> {
  const seconds = await train(base, hyperparameters);
  const archive = join(base, 'model.tar.gz');
  await create({ file: archive, cwd: join(base, 'model'), gzip: true }, ['.']);
  const model = await openModel(join(base, 'model'));
  const rows = held.map(({ text, label }) => ({ uploadId: 'u', text, label: LABELS.indexOf(label) }));
  const metrics = metricsOf(await predict(model, rows, LABELS), LABELS);
  const samplesMs: number[] = [];
  for (const { text } of held) {
    const startedAt = performance.now();
    await model.probabilities([text]);
    samplesMs.push(performance.now() - startedAt);
  }
  await model.close();
  return [
    `${seconds.toFixed(1)} s`,
    metrics.accuracy.toFixed(3),
    metrics.macroF1.toFixed(3),
    metrics.logLoss.toFixed(3),
    `${percentileMs(samplesMs, 0.5).toFixed(2)} ms`,
    `${Math.ceil(statSync(archive).size / 1024)} KB`,
  ].join(' | ');
}

await main();
