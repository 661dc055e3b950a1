import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openClassifier } from '../../../containers/inference/core/classify.ts';
import { type Evaluation, evaluate } from '../../../containers/processing/evaluate/evaluate.ts';
import { reportPage } from '../../../containers/processing/evaluate/html/page.ts';
import { evaluationReportSchema, pairedPredictionsSchema } from '../../../domain/evaluate/report.ts';
import { decide } from '../../../domain/gate/decide.ts';
import { seededRandom } from '../../../domain/gate/random.ts';
import { sha256 } from '../../../domain/hash.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import { lakeKey } from '../../../domain/names.ts';
import { predictionSchema } from '../../../domain/predict/messages.ts';
import type { Manifest } from '../../../domain/prepare/manifest.ts';
import type { TrainResult } from '../../../domain/train/results.ts';
import type { WorkloadInput } from '../../../domain/workload/schema.ts';
import type { MemoryObjects } from './memory-objects.ts';
import { planOf, prepareUploads, summaryOf } from './prepare-fixture.ts';
import { putOutput, train } from './trained.ts';

jest.setTimeout(120_000);

const LABELS = ['bug', 'praise', 'question'];
const WORKLOAD: WorkloadInput = {
  name: 'tickets',
  task: 'multi-label',
  labels: { bug: 'bug', praise: 'praise', question: 'question' },
  gate: { metric: 'macroF1' },
};
const WORDS: Readonly<Record<string, readonly string[]>> = {
  bug: ['crash', 'broken', 'fails', 'error'],
  praise: ['love', 'great', 'perfect', 'thanks'],
  question: ['how', 'why', 'where', 'can'],
};
const FILLERS = ['the', 'export', 'button', 'page', 'report', 'today', 'with', 'my'];

interface Ticket {
  readonly text: string;
  readonly labels: readonly string[];
}

/** Tickets with none, one or several labels, each of which two of its words show. */
function tickets(count: number, seed: number): Ticket[] {
  const random = seededRandom(seed);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? '';
  return Array.from({ length: count }, (_, place) => {
    const labels = LABELS.filter(() => random() < 0.35);
    const words = labels.flatMap((label) => [pick(WORDS[label] ?? []), pick(WORDS[label] ?? [])]);
    return { text: [`ticket ${seed}-${place}`, pick(FILLERS), ...words, pick(FILLERS)].join(' '), labels };
  });
}

const csv = (all: readonly Ticket[], separator = '|'): string =>
  `text,label\n${all.map(({ text, labels }) => `${text},${labels.join(separator)}\n`).join('')}`;
const jsonLines = (all: readonly Ticket[]): string =>
  all.map(({ text, labels }) => `${JSON.stringify({ text, label: [...labels, ...labels].reverse() })}\n`).join('');

async function parquet(all: readonly Ticket[]): Promise<Buffer> {
  const path = join(await mkdtemp(join(tmpdir(), 'lists-')), 'tickets.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = all.map(
    ({ text, labels }) => `('${text}', [${labels.map((label) => `'${label}'`).join(', ')}]::VARCHAR[])`,
  );
  await connection.run(
    `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) AS t(text, label)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return readFile(path);
}

const manifestOf = async (...args: Parameters<typeof prepareUploads>): Promise<Manifest> => {
  const { summary } = await prepareUploads(...args);
  if (summary.outcome !== 'prepared') throw new Error(JSON.stringify(summary));
  return summary.manifest;
};

describe('prepare, of texts with any number of labels', () => {
  const all = tickets(80, 1);

  it('makes the same dataset of separated values, arrays and lists, whatever the order of labels', async () => {
    const turned = all.map(({ text, labels }) => ({ text, labels: labels.toReversed() }));

    const ids = [
      await manifestOf([{ name: 'a.csv', content: csv(all) }], { workload: WORKLOAD }),
      await manifestOf([{ name: 'a.csv', content: csv(turned, ';') }], {
        workload: { ...WORKLOAD, labelSeparator: ';' },
      }),
      await manifestOf([{ name: 'a.jsonl', content: jsonLines(all) }], { workload: WORKLOAD }),
      await manifestOf([{ name: 'a.parquet', content: await parquet(turned) }], { workload: WORKLOAD }),
    ].map(({ id }) => id);

    expect(new Set(ids).size).toBe(1);
  });

  it('counts a row for each of its labels', async () => {
    const manifest = await manifestOf([{ name: 'a.csv', content: csv(all) }], { workload: WORKLOAD });

    expect(manifest.task).toBe('multi-label');
    expect(manifest.counts.accepted).toBe(80);
    expect(manifest.rowsPerSplit.train + manifest.rowsPerSplit.validation + manifest.rowsPerSplit.test).toBe(80);
    for (const label of LABELS) {
      expect(manifest.rowsPerLabel[label]).toBe(all.filter(({ labels }) => labels.includes(label)).length);
    }
  });

  it('is another dataset than the same rows with one label each', async () => {
    const one = all.map(({ text }, place) => ({ text, labels: [LABELS[place % 3] ?? ''] }));

    const sets = await manifestOf([{ name: 'a.csv', content: csv(one) }], { workload: WORKLOAD });
    const single = await manifestOf([{ name: 'a.csv', content: csv(one) }], {
      workload: { ...WORKLOAD, task: 'single-label' },
    });

    expect(sets.id).not.toBe(single.id);
    expect(single.task).toBeUndefined();
  });

  it('sets aside unknown labels, and both sides of a text with two sets', async () => {
    const odd = 'one text,bug|praise\none text,praise|bug\none text,bug\nother,bug|wish\nlast,\nlast,bug\n';

    const { summary, quarantine } = await prepareUploads([{ name: 'a.csv', content: csv(all) + odd }], {
      workload: WORKLOAD,
    });

    expect(summary.uploads[0]?.counts).toEqual({ received: 86, accepted: 80, duplicates: 0, quarantined: 6 });
    expect(quarantine(0).map(({ reason }) => reason)).toEqual([
      'LABEL_CONFLICT',
      'LABEL_CONFLICT',
      'LABEL_CONFLICT',
      'LABEL_UNKNOWN',
      'LABEL_CONFLICT',
      'LABEL_CONFLICT',
    ]);
    expect(quarantine(0)[0]?.detail).toContain('labelled bug|praise here and bug in');
    expect(quarantine(0)[4]?.detail).toContain('labelled nothing here and bug in');
  });
});

describe('a run over texts with any number of labels', () => {
  let room: string;
  let objects: MemoryObjects;
  let manifest: Manifest;

  const archiveOf = (candidate: string): string => join(room, 'run/train', `job-${candidate}`, 'output/model.tar.gz');
  const trained = (candidate: string): TrainResult => ({
    status: 'trained',
    candidate,
    family: 'linear',
    jobName: `job-${candidate}`,
    artifactUri: `s3://artifacts/job-${candidate}/output/model.tar.gz`,
  });

  beforeAll(async () => {
    room = await mkdtemp(join(tmpdir(), 'multi-label-'));
    const prepared = await prepareUploads([{ name: 'a.csv', content: csv(tickets(600, 2)) }], { workload: WORKLOAD });
    if (prepared.summary.outcome !== 'prepared') throw new Error('the fixture was refused');
    manifest = prepared.summary.manifest;
    objects = prepared.objects;
    for (const split of ['train', 'validation', 'test']) {
      const folder = join(room, 'dataset', `split=${split}`);
      await mkdir(folder, { recursive: true });
      const kept = objects.objects.get(`lake/${lakeKey.split('tickets', 1, split)}part-0.parquet`);
      await writeFile(join(folder, 'part-0.parquet'), kept?.bytes ?? '');
    }
    for (const candidate of ['linear', 'bayes']) {
      await mkdir(join(room, 'run/train', `job-${candidate}`, 'output'), { recursive: true });
    }
    const dataset = join(room, 'dataset');
    const hyperparameters = { task: 'multi-label', labels: LABELS };
    await train('linear', dataset, room, archiveOf('linear'), { ...hyperparameters, c: 10 });
    // Left out: they are of the linear family.
    const without = { c: undefined, class_weight: undefined };
    await train('bayes', dataset, room, archiveOf('bayes'), {
      ...hyperparameters,
      ...without,
      family: 'naive-bayes',
      // So much smoothing that it is hardly ever sure of a label.
      alpha: 50,
      thresholds: 'tuned',
    });
    for (const candidate of ['linear', 'bayes']) {
      await putOutput(archiveOf(candidate), `job-${candidate}/output/model.tar.gz`, objects);
    }
  });

  const evaluated = (plan: Plan, candidates: readonly string[], dataset = manifest): Promise<Evaluation> =>
    evaluate({
      plan,
      manifest: dataset,
      results: { schemaVersion: 1, results: candidates.map(trained) },
      datasetDirectory: join(room, 'dataset'),
      workDirectory: join(room, 'work'),
      ensemble: { directory: join(room, 'ensemble'), uri: 's3://artifacts/ensemble' },
      objects,
      lakeBucket: 'lake',
      now: () => new Date('2026-01-02T03:04:05.000Z'),
    });

  it('promotes a first model that tells the labels apart, and shows each label for itself', async () => {
    const plan = planOf(['a.csv'], WORKLOAD);

    const { report, paired } = await evaluated(plan, ['bayes', 'linear']);

    expect(evaluationReportSchema.parse(report)).toEqual(report);
    expect(pairedPredictionsSchema.parse(paired)).toEqual(paired);
    expect(report.candidates.map(({ status }) => status)).toEqual(['evaluated', 'evaluated']);
    expect(report.challenger.test.macroF1).toBeGreaterThan(0.9);
    expect(report.baseline).toMatchObject({ label: '' });
    const { gate } = plan.deployed.config;
    const hashes = { dataset: manifest.id, configuration: 'c', evaluation: 'e' };
    expect(decide(report, paired, gate, hashes, new Date(0)).verdict).toBe('promote');
    const page = reportPage(report, gate);
    expect(page).toContain('never a label (nothing is live yet)');
    expect(page).toContain('<th>false alarm</th>');
    expect(page).toContain('Hamming loss');
  });

  it('meets the champion with sets of labels', async () => {
    const archive = await readFile(archiveOf('linear'));
    objects.set({ bucket: 'artifacts', key: 'old/model.tar.gz' }, archive);
    const champion = {
      packageArn: 'arn:aws:sagemaker:us-east-1:000000000000:model-package/tickets/4',
      packageVersion: 4,
      runId: 'bbbbbbbbbbbb-1',
      artifactUri: 's3://artifacts/old/model.tar.gz',
      artifactSha256: sha256(archive),
      datasetVersion: 1,
      inferenceImage: 'repository:tag',
    };

    const { report, paired } = await evaluated({ ...planOf(['a.csv'], WORKLOAD), champion }, ['linear']);

    expect(report.champion.ownRows).toEqual(report.challenger.test);
    expect(paired.ownRows).toEqual(paired.test);
    expect(paired.test.challenger).toEqual(paired.test.champion);
    expect(Math.max(...paired.test.truth)).toBeGreaterThan(2);
  });

  it('does not prepare another kind of question for a model that is live', async () => {
    const champion = {
      packageArn: 'arn:aws:sagemaker:us-east-1:000000000000:model-package/tickets/4',
      packageVersion: 4,
      runId: 'bbbbbbbbbbbb-1',
      artifactUri: 's3://artifacts/old/model.tar.gz',
      artifactSha256: '0'.repeat(64),
      datasetVersion: manifest.version,
      inferenceImage: 'repository:tag',
    };
    const single = { ...WORKLOAD, task: 'single-label' as const };
    const plan = { ...planOf(['a.csv'], single), champion };

    await expect(summaryOf(plan, objects)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'package 4 is live as a multi-label model, and the workload is single-label now',
    });
  });

  it('does not compare models of one label with models of several', async () => {
    const { task: _task, ...single } = manifest;

    await expect(evaluated(planOf(['a.csv'], WORKLOAD), ['linear'], single)).rejects.toMatchObject({
      code: 'EVALUATION_INVALID',
      message: expect.stringContaining('it is a multi-label model; the workload is single-label'),
    });
  });

  it('answers with the labels that reach their thresholds, and each label’s own score', async () => {
    const directory = join(room, 'train-linear/model');
    const classifier = await openClassifier(directory, { intraOpThreads: 1 });

    const predictions = await classifier.classify([
      'great thanks, but why crash error how',
      'the page',
      'broken error',
    ]);
    await classifier.close();

    expect(predictions.map((one) => predictionSchema.parse(one).labels)).toEqual([LABELS, [], ['bug']]);
    expect(predictions[0]?.label).toBeUndefined();
    const sum = Object.values(predictions[0]?.scores ?? {}).reduce((total, one) => total + one, 0);
    expect(sum).toBeGreaterThan(1.5);
  });

  it('gives labels from the thresholds on that were tuned', async () => {
    const classifier = await openClassifier(join(room, 'train-bayes/model'), { intraOpThreads: 1 });
    const texts = tickets(40, 7).map(({ text }) => text);

    const predictions = await classifier.classify(texts);
    await classifier.close();

    const thresholds = classifier.description.multiLabel?.thresholds ?? [];
    expect(thresholds).not.toEqual([0.5, 0.5, 0.5]);
    for (const { labels, scores } of predictions) {
      expect(labels).toEqual(LABELS.filter((label, place) => (scores[label] ?? 0) >= (thresholds[place] ?? 1)));
    }
  });

  it('serves no model that lacks a threshold', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'thresholds-'));
    const from = join(room, 'train-linear/model');
    for (const name of ['model.onnx', 'vocabulary.json']) await copyFile(join(from, name), join(directory, name));
    const description = JSON.parse(await readFile(join(from, 'model.json'), 'utf8'));
    expect(description.multiLabel).toEqual({ thresholds: [0.5, 0.5, 0.5] });
    description.multiLabel.thresholds.pop();
    await writeFile(join(directory, 'model.json'), JSON.stringify(description));

    await expect(openClassifier(directory, { intraOpThreads: 1 })).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
  });
});
