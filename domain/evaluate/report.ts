import { z } from 'zod';
import { type Task, taskSchema } from '../labels/task.ts';
import { trainingReportSchema } from './training-report.ts';

const unit = z.number().min(0).max(1);

export const classMetricsSchema = z.strictObject({
  label: z.string(),
  support: z.int().min(0),
  precision: unit,
  recall: unit,
  f1: unit,
  f2: unit,
});

/** Scores of one model on one set of rows; a row is right when all of its labels are given and no other. */
const scoresShape = {
  rows: z.int().min(1),
  accuracy: unit,
  macroPrecision: unit,
  macroRecall: unit,
  macroF1: unit,
  macroF2: unit,
  logLoss: z.number().min(0),
  /** Expected calibration error over ten equal-width bins (Guo et al. 2017). */
  calibrationError: unit,
  perClass: z.array(classMetricsSchema),
};

/** Of rows with one label each. `confusion[i][j]`: rows of label i that were given label j. */
export const singleLabelMetricsSchema = z.strictObject({
  ...scoresShape,
  confusion: z.array(z.array(z.int().min(0))),
});
export type SingleLabelMetrics = z.infer<typeof singleLabelMetricsSchema>;

const rowCount = z.int().min(0);

/** Of rows with any number of labels. */
export const multiLabelMetricsSchema = z.strictObject({
  ...scoresShape,
  microF1: unit,
  microF2: unit,
  /** Share of the labels of all rows that are given wrongly or missed. */
  hammingLoss: unit,
  /** Rows in each label's own table, in the order of the labels. */
  labelConfusion: z.array(
    z.strictObject({
      truePositives: rowCount,
      falsePositives: rowCount,
      falseNegatives: rowCount,
      trueNegatives: rowCount,
    }),
  ),
});
export type MultiLabelMetrics = z.infer<typeof multiLabelMetricsSchema>;

export const metricsSchema = z.union([singleLabelMetricsSchema, multiLabelMetricsSchema]);
export type Metrics = z.infer<typeof metricsSchema>;
export type ClassMetrics = z.infer<typeof classMetricsSchema>;

export const sliceSchema = z.strictObject({ slice: z.string(), rows: z.int().min(1), accuracy: unit });

export const calibrationBinSchema = z.strictObject({
  from: unit,
  to: unit,
  rows: z.int().min(0),
  meanConfidence: unit,
  accuracy: unit,
});

export const candidateResultSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('evaluated'),
    name: z.string(),
    family: z.string(),
    artifactUri: z.string(),
    artifactSha256: z.string(),
    /** SHA-256 of `model.json`, which in turn lists the digest of every file. */
    modelDigest: z.string(),
    sizeBytes: z.int().min(1),
    /** Of the program that trained it, by name, as `model.json` says. */
    packages: z.record(z.string(), z.string()).optional(),
    validation: metricsSchema,
    training: trainingReportSchema.optional(),
  }),
  z.strictObject({ status: z.literal('failed'), name: z.string(), family: z.string(), reason: z.string() }),
]);
export type CandidateResult = z.infer<typeof candidateResultSchema>;

/** A contender on the test rows, and on the champion's own test rows where there are some. */
export const contenderSchema = z.strictObject({
  name: z.string(),
  test: metricsSchema,
  ownRows: metricsSchema.optional(),
});

/** Single-text latency in the inference core, challenger and champion interleaved in one process. */
export const latencySchema = z.strictObject({
  samples: z.int().min(1),
  challengerP50Ms: z.number().min(0),
  challengerP99Ms: z.number().min(0),
  championP50Ms: z.number().min(0).optional(),
  championP99Ms: z.number().min(0).optional(),
});

const membersSchema = z.array(z.strictObject({ name: z.string(), weight: z.number().positive().max(1) })).min(2);

/**
 * Members of an ensemble by weight. `measured`: what it comes to on validation by the deciding metric, and how long it takes
 * for a text, beside the best single candidate; it is `taken` when it is a candidate. `failed`: nobody could open it.
 */
export const ensembleResultSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('measured'),
    members: membersSchema,
    figure: z.number(),
    bestFigure: z.number(),
    p50Ms: z.number().min(0),
    bestP50Ms: z.number().min(0),
    taken: z.boolean(),
  }),
  z.strictObject({ status: z.literal('failed'), members: membersSchema, reason: z.string() }),
]);
export type EnsembleResult = z.infer<typeof ensembleResultSchema>;
export type MeasuredEnsemble = Extract<EnsembleResult, { status: 'measured' }>;

/** `evaluation.json`. */
export const evaluationReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  workload: z.string(),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  dataset: z.strictObject({ id: z.string(), version: z.int().min(0) }),
  /** Absent where each text has one label. */
  task: taskSchema.optional(),
  labels: z.array(z.string()).min(2),
  candidates: z.array(candidateResultSchema).min(1),
  /** Where the workload asks for one, and two candidates are better than one. */
  ensemble: ensembleResultSchema.optional(),
  /** Name of the best candidate on validation. */
  selected: z.string(),
  /** `label`: what it always says; of a multi-label workload a set in its stored form, which may be empty. */
  baseline: z.strictObject({ label: z.string(), validation: metricsSchema, test: metricsSchema }),
  challenger: contenderSchema,
  champion: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('baseline'), ...contenderSchema.shape }),
    z.strictObject({
      kind: z.literal('package'),
      packageArn: z.string(),
      packageVersion: z.int().min(1),
      artifactSha256: z.string(),
      ...contenderSchema.shape,
    }),
  ]),
  latency: latencySchema,
  slices: z.array(sliceSchema),
  calibration: z.array(calibrationBinSchema),
});
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/** `paired.json`: labels per row as one number (`domain/labels`), in the same order, for paired tests. */
export const pairedSetSchema = z.strictObject({
  truth: z.array(z.int().min(0)),
  challenger: z.array(z.int().min(0)),
  champion: z.array(z.int().min(0)),
});
export const pairedPredictionsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Absent where each text has one label. */
  task: taskSchema.optional(),
  labels: z.array(z.string()),
  test: pairedSetSchema,
  ownRows: pairedSetSchema.optional(),
  /** Validation and test rows that came with the run's new uploads: nobody was trained on them. */
  newRows: pairedSetSchema.optional(),
});
export type PairedSet = z.infer<typeof pairedSetSchema>;
export type PairedPredictions = z.infer<typeof pairedPredictionsSchema>;

/** Whether a report or its predictions are about texts with one label or with any number of them. */
export const taskOf = ({ task }: { readonly task?: Task | undefined }): Task => task ?? 'single-label';
