import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type EvaluateJob, evaluate } from '../../../containers/processing/evaluate/evaluate.ts';
import { reportPage } from '../../../containers/processing/evaluate/html/page.ts';
import { runEvaluate } from '../../../containers/processing/evaluate/job.ts';
import { processingSettings } from '../../../containers/processing/settings.ts';
import { evaluationReportSchema, pairedPredictionsSchema } from '../../../domain/evaluate/report.ts';
import { decide } from '../../../domain/gate/decide.ts';
import { sha256 } from '../../../domain/hash.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import { artifactKey, lakeKey } from '../../../domain/names.ts';
import type { Manifest } from '../../../domain/prepare/manifest.ts';
import type { TrainResult } from '../../../domain/train/results.ts';
import type { MemoryObjects } from './memory-objects.ts';
import { csv, planOf, prepareUploads } from './prepare-fixture.ts';
import { putOutput, train } from './trained.ts';

jest.setTimeout(60_000);

const reviews: { text: string; class: number | null }[] = createRequire(import.meta.url)(
  'sentiment/test/fixtures/amazon.json',
);
const rows = reviews.map((one) => ({ text: one.text, label: String(one.class) }));

let room: string;
let objects: MemoryObjects;
let manifest: Manifest;

const trained = (candidate: string): TrainResult => ({
  status: 'trained',
  candidate,
  family: 'linear',
  jobName: `job-${candidate}`,
  artifactUri: `s3://artifacts/job-${candidate}/output/model.tar.gz`,
});
const archiveOf = (candidate: string): string => join(room, 'run/train', `job-${candidate}`, 'output/model.tar.gz');

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'evaluate-'));
  const prepared = await prepareUploads([{ name: 'amazon.csv', content: csv(rows) }]);
  if (prepared.summary.outcome !== 'prepared') throw new Error('the fixture was refused');
  manifest = prepared.summary.manifest;
  objects = prepared.objects;
  for (const split of ['train', 'validation', 'test']) {
    const folder = join(room, 'dataset', `split=${split}`);
    await mkdir(folder, { recursive: true });
    const kept = objects.objects.get(`lake/${lakeKey.split('reviews', 1, split)}part-0.parquet`);
    await writeFile(join(folder, 'part-0.parquet'), kept?.bytes ?? '');
  }
  for (const candidate of ['unigram', 'bigram', 'broken']) {
    await mkdir(join(room, 'run/train', `job-${candidate}`, 'output'), { recursive: true });
  }
  await train('unigram', join(room, 'dataset'), room, archiveOf('unigram'));
  await train('bigram', join(room, 'dataset'), room, archiveOf('bigram'));
  const archive = await readFile(archiveOf('bigram'));
  await writeFile(archiveOf('broken'), archive.subarray(0, archive.length / 2));
  for (const candidate of ['unigram', 'bigram', 'broken']) {
    await putOutput(archiveOf(candidate), `job-${candidate}/output/model.tar.gz`, objects);
  }
});

function jobOf(plan: Plan, results: TrainResult[]): EvaluateJob {
  return {
    plan,
    manifest,
    results: { schemaVersion: 1, results },
    datasetDirectory: join(room, 'dataset'),
    workDirectory: join(room, 'work'),
    ensemble: { directory: join(room, 'ensemble'), uri: 's3://artifacts/ensemble' },
    objects,
    lakeBucket: 'lake',
    now: () => new Date('2026-01-02T03:04:05.000Z'),
  };
}

/** A plan whose champion is the unigram model, trained on version 1. */
async function championPlan(artifactSha256?: string): Promise<Plan> {
  const archive = await readFile(archiveOf('unigram'));
  objects.set({ bucket: 'artifacts', key: 'old/model.tar.gz' }, archive);
  return {
    ...planOf(['amazon.csv']),
    champion: {
      packageArn: 'arn:aws:sagemaker:us-east-1:000000000000:model-package/reviews/4',
      packageVersion: 4,
      runId: 'bbbbbbbbbbbb-1',
      artifactUri: 's3://artifacts/old/model.tar.gz',
      artifactSha256: artifactSha256 ?? sha256(archive),
      datasetVersion: 1,
      inferenceImage: 'repository:tag',
    },
  };
}

describe('evaluate', () => {
  it('measures all candidates on validation and the best one on test, against the majority', async () => {
    const failed: TrainResult = { ...trained('late'), status: 'failed', reason: 'AlgorithmError: exit code 1' };

    const { report, paired } = await evaluate(
      jobOf(planOf(['amazon.csv']), [trained('unigram'), trained('bigram'), trained('broken'), failed]),
    );

    expect(evaluationReportSchema.parse(report)).toEqual(report);
    expect(pairedPredictionsSchema.parse(paired)).toEqual(paired);
    expect(report.candidates.map((one) => one.status)).toEqual(['evaluated', 'evaluated', 'failed', 'failed']);
    expect(report.candidates[0]).toMatchObject({
      training: { status: 'read', trainLoss: [{ step: 1 }], validation: [{ step: 1 }], findings: [] },
    });
    expect(report.candidates[2]).toMatchObject({ reason: expect.stringContaining('ARTIFACT_INVALID') });
    expect(report.challenger.test.rows).toBe(manifest.rowsPerSplit.test);
    expect(report.challenger.test.accuracy).toBeGreaterThan(0.7);
    expect(report.champion).toMatchObject({ kind: 'baseline', test: report.baseline.test });
    expect(report.baseline.test.accuracy).toBeLessThan(0.6);
    const { gate } = planOf([]).deployed.config;
    const hashes = { dataset: manifest.id, configuration: 'c', evaluation: 'e' };
    expect(decide(report, paired, gate, hashes, new Date(0)).verdict).toBe('promote');
  });

  it('brings the champion on test and on its own rows, and its latency', async () => {
    const { report, paired } = await evaluate(jobOf(await championPlan(), [trained('bigram')]));

    expect(report.champion).toMatchObject({ kind: 'package', name: 'package 4', packageVersion: 4 });
    // The same version is both champion's and challenger's here, so its own rows are the test rows.
    expect(report.champion.ownRows).toEqual(report.champion.test);
    expect(paired.ownRows).toEqual(paired.test);
    expect(paired.newRows?.truth).toHaveLength(manifest.rowsPerSplit.validation + manifest.rowsPerSplit.test);
    expect(report.latency.championP50Ms).toBeGreaterThan(0);
  });

  it('has no own rows for a champion whose dataset was split by another rule', async () => {
    const key = lakeKey.manifest('reviews', 1);
    const original = (await objects.readText({ bucket: 'lake', key })) ?? '';
    objects.set({ bucket: 'lake', key }, JSON.stringify({ ...manifest, lineage: 'another' }));

    const { report, paired } = await evaluate(jobOf(await championPlan(), [trained('bigram')]));
    objects.set({ bucket: 'lake', key }, original);

    expect(report.champion.ownRows).toBeUndefined();
    expect(paired.ownRows).toBeUndefined();
  });

  it('fails when the champion’s artifact is not the released one', async () => {
    const plan = await championPlan('0'.repeat(64));

    await expect(evaluate(jobOf(plan, [trained('bigram')]))).rejects.toMatchObject({ code: 'EVALUATION_INVALID' });
  });

  it('fails when no candidate can be used', async () => {
    await expect(evaluate(jobOf(planOf(['amazon.csv']), [trained('broken')]))).rejects.toMatchObject({
      code: 'EVALUATION_INVALID',
      message: expect.stringContaining('broken: ARTIFACT_INVALID'),
    });
  });

  it('writes a page that asks nothing of the network and repeats no markup of a reason', async () => {
    const failed: TrainResult = { ...trained('late'), status: 'failed', reason: '<script>alert(1)</script>' };
    const plan = await championPlan();

    const { report } = await evaluate(jobOf(plan, [trained('bigram'), failed]));
    const page = reportPage(report, plan.deployed.config.gate);

    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|https?:|url\(|@import|<link/);
    expect(page).toContain('package 4');
  });

  it('writes each class of challenger, champion and baseline, and the metric that decides', async () => {
    const plan = await championPlan();

    const { report } = await evaluate(jobOf(plan, [trained('bigram')]));
    const page = reportPage(report, { ...plan.deployed.config.gate, metric: 'f2:negative' });

    const classes = page.slice(page.indexOf('<h2>Classes</h2>'), page.indexOf('<h2>Confusion</h2>'));
    const models = ['bigram', 'package 4', `always “${report.baseline.label}”`];
    for (const model of models) expect(classes.split(`<td>${model}</td>`)).toHaveLength(3);
    const negative = report.challenger.test.perClass.find(({ label }) => label === 'negative');
    expect(classes).toContain(`<td>${negative?.f2.toFixed(3)}</td>`);
    const candidates = page.slice(page.indexOf('<h2>Candidates'), page.indexOf('<h2>Classes</h2>'));
    expect(candidates).toContain('<th>F2 of “negative”</th>');
    expect(candidates).toContain(models[2]);
  });

  it('reads and writes the folders of a processing job', async () => {
    const base = join(room, 'base');
    const input = join(base, 'processing/input');
    await mkdir(join(input, 'plan'), { recursive: true });
    for (const split of ['validation', 'test']) {
      await mkdir(join(input, 'dataset', `split=${split}`), { recursive: true });
      const part = `split=${split}/part-0.parquet`;
      await copyFile(join(room, 'dataset', part), join(input, 'dataset', part));
    }
    const plan = planOf(['amazon.csv']);
    await writeFile(join(input, 'plan/plan.json'), JSON.stringify(plan));
    const keep = (key: string, document: object): void =>
      objects.set({ bucket: 'artifacts', key }, JSON.stringify(document));
    const summary = { outcome: 'prepared', created: true, manifest, uploads: manifest.uploads };
    keep(artifactKey.summary(plan.workload, plan.runId), summary);
    keep(artifactKey.trainResults(plan.workload, plan.runId), { schemaVersion: 1, results: [trained('bigram')] });
    const buckets = { RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', ARTIFACTS_BUCKET: 'artifacts' };
    const settings = processingSettings({ ...buckets, SAGEMAKER_BASE_DIR: base });

    await runEvaluate({ settings, objects, now: () => new Date() });

    const output = async (name: string) => readFile(join(base, 'processing/output', name), 'utf8');
    expect(evaluationReportSchema.parse(JSON.parse(await output('evaluation.json'))).selected).toBe('bigram');
    expect(pairedPredictionsSchema.parse(JSON.parse(await output('paired.json'))).labels).toEqual([
      'negative',
      'positive',
    ]);
    expect(await output('evaluation.html')).toContain('<!doctype html>');
  });
});
