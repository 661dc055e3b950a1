import { confusionOf } from '../../../domain/evaluate/confusion.ts';
import { accuracyOf, classScores, countsOf, macroOf } from '../../../domain/evaluate/counts.ts';
import type { EvaluationReport, Metrics, PairedPredictions, PairedSet } from '../../../domain/evaluate/report.ts';
import type { Random } from '../../../domain/gate/random.ts';
import { type GateConfig, gateSchema } from '../../../domain/workload/gate.ts';

export const LABELS = ['negative', 'positive'] as const;

export const gateOf = (overrides: Partial<GateConfig> = {}): GateConfig => gateSchema.parse(overrides);

function metricsOf(truth: readonly number[], predicted: readonly number[], labels: readonly string[]): Metrics {
  const counts = countsOf('single-label', truth, predicted, labels.length);
  const macro = (score: Parameters<typeof macroOf>[2]): number => macroOf(counts, labels.length, score);
  return {
    rows: truth.length,
    accuracy: accuracyOf(counts),
    macroPrecision: macro((one) => one.precision),
    macroRecall: macro((one) => one.recall),
    macroF1: macro((one) => one.f1),
    macroF2: macro((one) => one.f2),
    logLoss: 0.5,
    calibrationError: 0.05,
    perClass: labels.map((label, index) => ({ label, ...classScores(counts, index) })),
    confusion: confusionOf(truth, predicted, labels.length),
  };
}

export interface CaseOptions {
  readonly test: PairedSet;
  readonly ownRows?: PairedSet;
  readonly newRows?: PairedSet;
  readonly baseline?: boolean;
  readonly labels?: readonly string[];
  readonly latency?: Partial<EvaluationReport['latency']>;
}

/** An evaluation whose report says what its predictions say. */
export function caseOf(options: CaseOptions): { report: EvaluationReport; paired: PairedPredictions } {
  const labels = [...(options.labels ?? LABELS)];
  const { test, ownRows, newRows } = options;
  const contender = (predictions: 'challenger' | 'champion') => ({
    test: metricsOf(test.truth, test[predictions], labels),
    ...(ownRows && { ownRows: metricsOf(ownRows.truth, ownRows[predictions], labels) }),
  });
  const challenger = contender('challenger');
  const report: EvaluationReport = {
    schemaVersion: 1,
    workload: 'reviews',
    runId: 'aaaaaaaaaaaa-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    dataset: { id: 'd'.repeat(64), version: 2 },
    labels,
    candidates: [
      {
        status: 'evaluated',
        name: 'unigram',
        family: 'linear',
        artifactUri: 's3://artifacts/model.tar.gz',
        artifactSha256: 'a'.repeat(64),
        modelDigest: 'b'.repeat(64),
        sizeBytes: 1000,
        validation: challenger.test,
      },
    ],
    selected: 'unigram',
    baseline: { label: labels[0] ?? '', validation: challenger.test, test: challenger.test },
    challenger: { name: 'unigram', ...challenger },
    champion: options.baseline
      ? { kind: 'baseline', name: 'baseline', ...contender('champion') }
      : {
          kind: 'package',
          name: 'package 1',
          packageArn: 'arn:aws:sagemaker:us-east-1:000000000000:model-package/trainyard/1',
          packageVersion: 1,
          artifactSha256: 'c'.repeat(64),
          ...contender('champion'),
        },
    latency: {
      samples: 200,
      challengerP50Ms: 1,
      challengerP99Ms: 2,
      championP50Ms: 1,
      championP99Ms: 2,
      ...options.latency,
    },
    slices: [],
    calibration: [],
  };
  const paired: PairedPredictions = {
    schemaVersion: 1,
    labels,
    test,
    ...(ownRows && { ownRows }),
    ...(newRows && { newRows }),
  };
  return { report, paired };
}

/** Rows of two labels on which each model is right with its own probability, independently of the other. */
export function simulated(rows: number, challenger: number, champion: number, random: Random): PairedSet {
  const truth = Array.from({ length: rows }, () => (random() < 0.5 ? 0 : 1));
  const predict = (right: number) => truth.map((label) => (random() < right ? label : 1 - label));
  return { truth, challenger: predict(challenger), champion: predict(champion) };
}
