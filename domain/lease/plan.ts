import { z } from 'zod';
import { sha256Hex } from '../digest.ts';
import { MAX_RESUMPTIONS, runId, workloadName } from '../names.ts';
import { sampleSchema, settingsSchema } from '../try/settings.ts';
import { deployedWorkloadSchema } from '../workload/deployed.ts';

/** The live model that a run's winner has to meet. */
export const championSchema = z.strictObject({
  packageArn: z.string(),
  packageVersion: z.int().min(1),
  runId,
  artifactUri: z.string(),
  /** SHA-256 of `model.tar.gz`. */
  artifactSha256: z.string(),
  /** Dataset version whose test rows are the champion's own. */
  datasetVersion: z.int().min(1),
  inferenceImage: z.string(),
});

export const planUploadSchema = z.strictObject({
  uploadId: z.string(),
  key: z.string(),
  versionId: z.string(),
  sizeBytes: z.int().min(0),
  /** True when this run is the first to read it: these are suspended when the gate finds harm. */
  isNew: z.boolean(),
});

/**
 * Everything a run needs to know, fixed when it takes the lease: `plan.json`. A resumption changes nothing of it but the
 * fencing token, its own number, and whether it may go over the budget.
 */
export const planSchema = z.strictObject({
  schemaVersion: z.literal(1),
  workload: workloadName,
  runId,
  attempt: z.int().min(1),
  /** How often the run was resumed: its jobs' names follow from it. */
  resumption: z.int().min(0).max(MAX_RESUMPTIONS).default(0),
  /** True when the same data and configuration are run again on purpose. */
  force: z.boolean().default(false),
  /** A person let it run although the day's budget was spent. */
  overBudget: z.literal(true).optional(),
  /** What a try changed of the workload's configuration, which `deployed` has already; no other run has it. */
  tried: settingsSchema.optional(),
  /** Rows that a try takes of its dataset. @default all */
  sample: sampleSchema.optional(),
  configHash: z.string(),
  fencingToken: z.int().min(1),
  createdAt: z.iso.datetime(),
  deployed: deployedWorkloadSchema,
  /** Digest by name of the bases that were there of those which the candidates start from. */
  bases: z.record(z.string(), sha256Hex).optional(),
  uploads: z.array(planUploadSchema).min(1),
  /** Absent before the first release: the majority class is the champion then. */
  champion: championSchema.optional(),
});

export type Champion = z.infer<typeof championSchema>;
export type PlanUpload = z.infer<typeof planUploadSchema>;
export type Plan = z.infer<typeof planSchema>;
