import { z } from 'zod';
import { runErrorSchema } from '../../../domain/conclude/run-record.ts';
import { platformSchema } from '../../../domain/platform.ts';
import { countsSchema } from '../../../domain/prepare/manifest.ts';

/** What the CLI prints under --json, as a script that uses it would read it. */

export const deployAnswer = z.object({ schemaVersion: z.literal(1), platform: platformSchema });

export const runAnswer = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  outcome: z.enum(['running', 'deployed', 'awaiting-approval', 'rejected', 'skipped', 'failed']),
  dataset: countsSchema.extend({ id: z.string().nullable() }).optional(),
  candidates: z.array(
    z.object({
      name: z.string(),
      family: z.string(),
      metrics: z.object({ accuracy: z.number(), macroF1: z.number() }).nullable(),
      reason: z.string().optional(),
    }),
  ),
  champion: z.string().nullable(),
  decision: z
    .object({
      verdict: z.enum(['promote', 'reject']),
      reasons: z.array(z.string()),
      interval: z.tuple([z.number(), z.number()]),
      detectableDifference: z.number(),
      suspendUploads: z.boolean(),
    })
    .optional(),
  error: runErrorSchema.optional(),
});
export type RunAnswer = z.infer<typeof runAnswer>;

const released = z.object({ packageVersion: z.int(), endpointConfigName: z.string(), runId: z.string() });

export const statusAnswer = z.object({
  workloads: z.tuple([
    z.object({
      workload: z.literal('reviews'),
      live: released.nullable(),
      previous: released.nullable(),
      endpoint: z.object({ status: z.string(), configuration: z.string() }).nullable(),
      consistent: z.boolean(),
      mismatches: z.array(z.object({ between: z.array(z.string()), what: z.string(), next: z.string() })),
      rollouts: z.array(z.object({ execution: z.string(), packageVersion: z.int(), state: z.enum(['acts', 'waits']) })),
      activeRuns: z.array(z.object({ runId: z.string() })),
      pendingUploads: z.array(z.string()),
      suspendedUploads: z.array(z.string()),
    }),
  ]),
});
export type WorkloadStatus = z.infer<typeof statusAnswer>['workloads'][0];

const stored = z.object({ uploadId: z.string(), key: z.string(), versionId: z.string() });
export type StoredUpload = z.infer<typeof stored>;
/** Of a call with one file. */
export const storedAnswer = z.object({ uploads: z.tuple([stored]) });

export const startAnswer = z.object({ executionArn: z.string() });
