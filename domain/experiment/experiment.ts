import { z } from 'zod';
import { runErrorSchema, runOutcome } from '../conclude/run-record.ts';
import { sha256Hex } from '../digest.ts';
import { runId, workloadName } from '../names.ts';
import { settingsSchema } from '../try/settings.ts';

/** A document that a stage wrote, and the SHA-256 of its bytes when the experiment was recorded. */
export const documentReferenceSchema = z.strictObject({ uri: z.string(), sha256: sha256Hex });
export type DocumentReference = z.infer<typeof documentReferenceSchema>;

/** Settings by their dotted path, as `gate.confidence`. */
export const parametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type ParameterValues = z.infer<typeof parametersSchema>;

/** Every figure of one model on one split, by the name of its metric; `deciding` is the one that the gate goes by. */
const figuresSchema = z.record(z.string(), z.number());
export type Figures = z.infer<typeof figuresSchema>;

const jobSchema = z.strictObject({
  name: z.string(),
  instanceType: z.string(),
  instanceCount: z.int().min(1),
  purchase: z.enum(['spot', 'on-demand']),
  /** Of one instance, that were paid for. */
  seconds: z.number().min(0),
  trainingSeconds: z.number().min(0).optional(),
  dollars: z.number().min(0),
  savedDollars: z.number().min(0),
});
export type ExperimentJob = z.infer<typeof jobSchema>;

const modelSchema = z.strictObject({
  uri: z.string(),
  /** Of `model.tar.gz`. */
  sha256: z.string(),
  /** SHA-256 of `model.json`. */
  digest: z.string(),
  sizeBytes: z.int().min(1),
});

export const experimentCandidateSchema = z.strictObject({
  name: z.string(),
  family: z.string(),
  /** `untrained`: the run ended before its training did. */
  status: z.enum(['untrained', 'failed', 'trained', 'evaluated']),
  /** Why it failed. */
  reason: z.string().optional(),
  /** Those of the best trial, where they were searched. */
  parameters: parametersSchema,
  /** Its tag is the hash of what the image was built from. */
  image: z.string().optional(),
  /** Of a script: the hash of its folder. */
  sourceSha256: sha256Hex.optional(),
  base: z.strictObject({ name: z.string(), digest: sha256Hex.optional() }).optional(),
  /** Versions by package. */
  packages: z.record(z.string(), z.string()).optional(),
  /** Those of its jobs that have ended, in the order of their ends. */
  jobs: z.array(jobSchema),
  model: modelSchema.optional(),
  validation: figuresSchema.optional(),
});
export type ExperimentCandidate = z.infer<typeof experimentCandidateSchema>;

const contenderSchema = z.strictObject({ name: z.string(), figures: figuresSchema });

const datasetSchema = z.strictObject({
  /** Hash of its rows, schema and split rule. */
  id: z.string(),
  /** 0: the dataset of a try, which is no version. */
  version: z.int().min(0),
  parent: z.int().min(1).optional(),
  rowsPerSplit: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
});

/** Where the released model came from and went to, from the uploads on. What a run did not come to is absent. */
const lineageSchema = z.strictObject({
  uploads: z.array(
    z.strictObject({ uploadId: z.string(), key: z.string(), versionId: z.string(), isNew: z.boolean() }),
  ),
  dataset: datasetSchema.optional(),
  /** Of the selected candidate; of an ensemble, those of its members. */
  trainings: z.array(z.strictObject({ candidate: z.string(), jobName: z.string() })),
  model: modelSchema.optional(),
  package: z.strictObject({ arn: z.string(), version: z.int().min(1) }).optional(),
  approval: z
    .strictObject({
      decision: z.enum(['approved', 'rejected', 'expired']),
      by: z.string().optional(),
      reason: z.string().optional(),
      at: z.iso.datetime().optional(),
    })
    .optional(),
  release: z
    .strictObject({ modelName: z.string(), endpointConfigName: z.string(), releasedAt: z.iso.datetime() })
    .optional(),
});

/**
 * `experiment.json`: what a run was given, in which environment, what it measured and what came of it. It is derived
 * from the documents that it refers to, and from the run's record; it decides nothing.
 */
export const experimentSchema = z.strictObject({
  schemaVersion: z.literal(1),
  workload: workloadName,
  runId,
  resumptions: z.int().min(0),
  outcome: runOutcome,
  /** Run that this one repeats, for `skipped`. */
  sameAs: z.string().optional(),
  error: runErrorSchema.optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  configHash: z.string(),
  /** What a try changed of the workload's configuration. */
  tried: settingsSchema.optional(),
  /** Of the workload: everything but its candidates. */
  parameters: parametersSchema,
  candidates: z.array(experimentCandidateSchema),
  /** Jobs of no candidate that have ended. */
  processing: z.array(jobSchema),
  inferenceImage: z.string(),
  /** Name of the best candidate on validation. */
  selected: z.string().optional(),
  baseline: z.strictObject({ label: z.string(), validation: figuresSchema, test: figuresSchema }).optional(),
  test: z.strictObject({ challenger: contenderSchema, champion: contenderSchema }).optional(),
  latency: z.record(z.string(), z.number()).optional(),
  decision: z
    .strictObject({
      verdict: z.enum(['promote', 'reject']),
      reasons: z.array(z.string()),
      metric: z.string(),
      challenger: z.number(),
      champion: z.number(),
      /** Challenger minus champion. */
      difference: z.number(),
      interval: z.tuple([z.number(), z.number()]),
    })
    .optional(),
  /** US dollars of all jobs that have ended, at on-demand prices less what spot machines saved. */
  cost: z.strictObject({ dollars: z.number().min(0), savedDollars: z.number().min(0) }),
  lineage: lineageSchema,
  documents: z.strictObject({
    plan: documentReferenceSchema,
    summary: documentReferenceSchema.optional(),
    results: documentReferenceSchema.optional(),
    tuning: documentReferenceSchema.optional(),
    evaluation: documentReferenceSchema.optional(),
    decision: documentReferenceSchema.optional(),
  }),
});
export type Experiment = z.infer<typeof experimentSchema>;
