import { mkdir, rm } from 'node:fs/promises';
import { baselineOf } from '../../../domain/evaluate/baseline.ts';
import { calibrationOf } from '../../../domain/evaluate/calibration.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import { type Predictions, predictedLabels } from '../../../domain/evaluate/predictions.ts';
import {
  type CandidateResult,
  type EnsembleResult,
  type EvaluationReport,
  type PairedPredictions,
  type PairedSet,
  taskOf,
} from '../../../domain/evaluate/report.ts';
import { slicesOf } from '../../../domain/evaluate/slices.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import type { Manifest } from '../../../domain/prepare/manifest.ts';
import type { TrainResults } from '../../../domain/train/results.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import {
  type CandidateRoom,
  candidateDirectory,
  evaluateCandidate,
  type FailedCandidate,
  type MeasuredCandidate,
} from './candidates.ts';
import { openChampion, ownTestRows } from './champion.ts';
import type { EnsemblePlace } from './ensemble.ts';
import { measureLatency } from './latency.ts';
import { type EvaluatedModel, openModel } from './model.ts';
import { predict } from './predict.ts';
import { type EvaluationRow, readSplit } from './rows.ts';
import { select } from './selection.ts';

export interface EvaluateJob {
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly results: TrainResults;
  /** Folder with `split=validation/` and `split=test/`. */
  readonly datasetDirectory: string;
  readonly ensemble: EnsemblePlace;
  /** For files that nobody keeps; emptied by the job. */
  readonly workDirectory: string;
  readonly objects: ObjectStore;
  readonly lakeBucket: string;
  readonly now: () => Date;
}

export interface Evaluation {
  readonly report: EvaluationReport;
  readonly paired: PairedPredictions;
}

/** Measures every candidate on validation, and the best one and the champion on test. Throws EVALUATION_INVALID. */
export async function evaluate(job: EvaluateJob): Promise<Evaluation> {
  const { labels } = job.manifest;
  const task = taskOf(job.manifest);
  await rm(job.workDirectory, { recursive: true, force: true });
  await mkdir(job.workDirectory, { recursive: true });
  const room: CandidateRoom = { objects: job.objects, workDirectory: job.workDirectory, labels, task };
  const validation = await readSplit(job.datasetDirectory, 'validation', labels, task);
  const measured: (MeasuredCandidate | FailedCandidate)[] = [];
  for (const result of job.results.results) measured.push(await evaluateCandidate(result, validation, room));
  const { candidates, selected, ensemble } = await select(job, measured, validation, room);
  const challenger = await openModel(candidateDirectory(room, selected.name));
  const { champion: released } = job.plan;
  const champion = released && (await openChampion(released, job.objects, job.workDirectory, task));
  try {
    return await compare(job, { candidates, ensemble, selected: selected.name, validation, challenger, champion });
  } finally {
    await challenger.close();
    await champion?.close();
    await rm(job.workDirectory, { recursive: true, force: true });
  }
}

interface Contest {
  readonly candidates: CandidateResult[];
  readonly ensemble: EnsembleResult | undefined;
  readonly selected: string;
  readonly validation: readonly EvaluationRow[];
  readonly challenger: EvaluatedModel;
  /** Undefined when nothing was released yet. */
  readonly champion: EvaluatedModel | undefined;
}

async function compare(job: EvaluateJob, contest: Contest): Promise<Evaluation> {
  const { plan, manifest } = job;
  const { labels, trainRowsPerLabel } = manifest;
  const task = taskOf(manifest);
  const test = await readSplit(job.datasetDirectory, 'test', labels, task);
  const baseline = baselineOf({ task, labels, trainRowsPerLabel, trainRows: manifest.rowsPerSplit.train });
  const truth = Int32Array.from(test, (row) => row.label);
  const onTest = await predict(contest.challenger, test, labels);
  const baselineOnTest = baseline.on(truth);
  const championOnTest = contest.champion ? await predict(contest.champion, test, labels) : baselineOnTest;
  const own = await compareOwnRows(job, contest);
  const fresh = await compareNewRows(job, contest, test);
  const validationTruth = Int32Array.from(contest.validation, (row) => row.label);
  const predicted = predictedLabels(onTest);
  return {
    report: {
      schemaVersion: 1,
      workload: plan.workload,
      runId: plan.runId,
      createdAt: job.now().toISOString(),
      dataset: { id: manifest.id, version: manifest.version },
      ...(manifest.task && { task: manifest.task }),
      labels,
      candidates: contest.candidates,
      ...(contest.ensemble && { ensemble: contest.ensemble }),
      selected: contest.selected,
      baseline: {
        label: baseline.label,
        validation: metricsOf(baseline.on(validationTruth), labels),
        test: metricsOf(baselineOnTest, labels),
      },
      challenger: {
        name: contest.selected,
        test: metricsOf(onTest, labels),
        ...(own && { ownRows: metricsOf(own.challenger, labels) }),
      },
      champion: {
        ...championIdentity(plan),
        test: metricsOf(championOnTest, labels),
        ...(own && { ownRows: metricsOf(own.champion, labels) }),
      },
      latency: await measureLatency(
        test.map((row) => row.text),
        contest.challenger,
        contest.champion,
      ),
      slices: slicesOf(test.map((row, index) => ({ ...row, right: predicted[index] === row.label }))),
      calibration: calibrationOf(onTest),
    },
    paired: {
      schemaVersion: 1,
      ...(manifest.task && { task: manifest.task }),
      labels,
      test: pairedSet(onTest, championOnTest),
      ...(own && { ownRows: pairedSet(own.challenger, own.champion) }),
      ...(fresh && { newRows: pairedSet(fresh.challenger, fresh.champion) }),
    },
  };
}

interface Comparison {
  readonly challenger: Predictions;
  readonly champion: Predictions;
}

async function compareOwnRows(job: EvaluateJob, contest: Contest): Promise<Comparison | undefined> {
  const { plan, manifest, objects, lakeBucket, workDirectory } = job;
  if (plan.champion === undefined) return undefined;
  const rows = await ownTestRows(plan.champion, plan, manifest, objects, lakeBucket, workDirectory);
  return compareOn(rows, contest, manifest.labels);
}

async function compareNewRows(
  { plan, manifest }: EvaluateJob,
  contest: Contest,
  test: readonly EvaluationRow[],
): Promise<Comparison | undefined> {
  const fresh = new Set(plan.uploads.filter((upload) => upload.isNew).map((upload) => upload.uploadId));
  const rows = [...contest.validation, ...test].filter((row) => fresh.has(row.uploadId));
  return compareOn(rows, contest, manifest.labels);
}

async function compareOn(
  rows: readonly EvaluationRow[],
  { challenger, champion }: Contest,
  labels: readonly string[],
): Promise<Comparison | undefined> {
  if (champion === undefined || rows.length === 0) return undefined;
  return { challenger: await predict(challenger, rows, labels), champion: await predict(champion, rows, labels) };
}

function championIdentity({ champion }: Plan) {
  if (champion === undefined) return { kind: 'baseline' as const, name: 'baseline' };
  const { packageArn, packageVersion, artifactSha256 } = champion;
  return { kind: 'package' as const, name: `package ${packageVersion}`, packageArn, packageVersion, artifactSha256 };
}

function pairedSet(challenger: Predictions, champion: Predictions): PairedSet {
  return {
    truth: [...challenger.truth],
    challenger: [...predictedLabels(challenger)],
    champion: [...predictedLabels(champion)],
  };
}
