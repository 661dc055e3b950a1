import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import type { EvaluationReport, Metrics, PairedPredictions } from '../../../domain/evaluate/report.ts';
import type { Task } from '../../../domain/labels/task.ts';
import type { Champion } from '../../../domain/lease/plan.ts';
import type { TrainResults } from '../../../domain/train/results.ts';
import { WORKLOAD } from './world.ts';

const LABELS = ['negative', 'positive'];
const ROWS = 200;
const truth = Array.from({ length: ROWS }, (_, row) => row % 2);

/** Predictions of a model that is wrong on every row of the given numbers. */
const predictions = (wrong: (row: number) => boolean): number[] =>
  truth.map((label, row) => (wrong(row) ? 1 - label : label));

/** Labels as one number each (`domain/labels`): sets have a bit a label. */
const coded = (labels: readonly number[], task: Task): number[] =>
  task === 'single-label' ? [...labels] : labels.map((label) => 1 << label);

const metrics = (predicted: readonly number[], task: Task): Metrics => {
  const predictions = {
    truth: Int32Array.from(coded(truth, task)),
    probabilities: Float32Array.from(predicted.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.1, 0.9]))),
    labels: 2,
  };
  return metricsOf(task === 'single-label' ? predictions : { ...predictions, thresholds: [0.5, 0.5] }, LABELS);
};

export interface EvaluationFacts {
  readonly task: Task;
  readonly runId: string;
  readonly datasetId: string;
  readonly datasetVersion: number;
  /** Share of the rows that the challenger gets wrong: one in so many. */
  readonly wrongOneIn: number;
  readonly champion: Champion | undefined;
  /** What became of the candidates. The last one that was trained is the best. */
  readonly results: TrainResults['results'];
}

/** An evaluation whose figures follow from its predictions. A champion that is a package errs on one row in eleven. */
export function evaluation(facts: EvaluationFacts): { report: EvaluationReport; paired: PairedPredictions } {
  const challenger = predictions((row) => row % facts.wrongOneIn === 0);
  const champion = facts.champion === undefined ? truth.map(() => 0) : predictions((row) => row % 11 === 5);
  const { task } = facts;
  const test = metrics(challenger, task);
  const other = metrics(champion, task);
  const ofTask = task === 'single-label' ? {} : { task };
  const pairs = { truth: coded(truth, task), challenger: coded(challenger, task), champion: coded(champion, task) };
  const candidates = facts.results.map((result) =>
    result.status === 'failed'
      ? { status: 'failed' as const, name: result.candidate, family: result.family, reason: result.reason }
      : {
          status: 'evaluated' as const,
          name: result.candidate,
          family: result.family,
          artifactUri: result.artifactUri,
          artifactSha256: 'a'.repeat(64),
          modelDigest: 'b'.repeat(64),
          sizeBytes: 1000,
          validation: test,
        },
  );
  const selected = candidates.findLast(({ status }) => status === 'evaluated')?.name ?? '';
  const ownRows = facts.champion === undefined ? {} : { ownRows: test };
  const championOwnRows = facts.champion === undefined ? {} : { ownRows: other };
  return {
    report: {
      schemaVersion: 1,
      workload: WORKLOAD,
      runId: facts.runId,
      createdAt: '2026-11-21T12:00:00Z',
      dataset: { id: facts.datasetId, version: facts.datasetVersion },
      ...ofTask,
      labels: LABELS,
      candidates,
      selected,
      baseline: { label: 'negative', validation: other, test: other },
      challenger: { name: selected, test, ...ownRows },
      champion:
        facts.champion === undefined
          ? { kind: 'baseline', name: 'majority class', test: other }
          : {
              kind: 'package',
              name: `version ${facts.champion.packageVersion}`,
              packageArn: facts.champion.packageArn,
              packageVersion: facts.champion.packageVersion,
              artifactSha256: facts.champion.artifactSha256,
              test: other,
              ...championOwnRows,
            },
      latency: { samples: 10, challengerP50Ms: 1, challengerP99Ms: 2, championP50Ms: 1, championP99Ms: 2 },
      slices: [],
      calibration: [],
    },
    paired: {
      schemaVersion: 1,
      ...ofTask,
      labels: LABELS,
      test: pairs,
      ...(facts.champion === undefined ? {} : { ownRows: pairs }),
    },
  };
}
