import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { findingsSchema } from '../evaluate/training-report.ts';
import { leftOfferSchema, stoppedForCapacitySchema } from '../offer/attempt.ts';
import { countsSchema } from '../prepare/manifest.ts';
import { STAGES } from '../stages.ts';
import { settingsSchema } from '../try/settings.ts';

/** How a run ended, or where it is. */
export const runOutcome = z.enum(['running', 'awaiting-approval', 'deployed', 'rejected', 'skipped', 'failed']);
export type RunOutcome = z.infer<typeof runOutcome>;

export const stageMarkSchema = z.strictObject({
  stage: z.enum(STAGES),
  status: z.enum(['running', 'done', 'failed', 'skipped']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  /** One line for people: rows, metrics, a reason. Never the text of a row. */
  note: z.string().optional(),
});
export type StageMark = z.infer<typeof stageMarkSchema>;

export const runErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  what: z.string(),
  why: z.string(),
  next: z.string(),
});
export type RunError = z.infer<typeof runErrorSchema>;

/** How a run came to its end. */
export const endingSchema = z.union([
  z.strictObject({ outcome: z.literal('deployed') }),
  z.strictObject({ outcome: z.literal('skipped'), sameAs: z.string() }),
  z.strictObject({
    outcome: z.literal('rejected'),
    by: z.literal('gate'),
    suspendUploads: z.boolean(),
    error: runErrorSchema,
  }),
  z.strictObject({ outcome: z.literal('rejected'), by: z.enum(['person', 'try']), error: runErrorSchema }),
  z.strictObject({ outcome: z.literal('failed'), error: runErrorSchema }),
]);
export type Ending = z.infer<typeof endingSchema>;

const decisionSummary = z.strictObject({
  verdict: z.enum(['promote', 'reject']),
  reasons: z.array(z.string()),
  metric: z.string(),
  challenger: z.number(),
  champion: z.number(),
  difference: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  /** Smallest difference that so many test rows would have shown with 80 % power. */
  detectableDifference: z.number(),
  suspendUploads: z.boolean(),
});

/** What one job of a run used, once it had ended. */
export const jobUsageSchema = z.strictObject({
  jobName: z.string(),
  /** Of a trial, whose name does not say it. */
  candidate: z.string().optional(),
  instanceType: z.string(),
  instanceCount: z.int().min(1),
  /** That were paid for, of one instance: of a job on spot machines fewer than it trained. */
  seconds: z.number().min(0),
  /** How long it trained; only of a training job. */
  trainingSeconds: z.number().min(0).optional(),
  purchase: z.enum(['spot', 'on-demand']).default('on-demand'),
  /** Of all its instances, at the on-demand price of `domain/cost`. */
  dollars: z.number().min(0),
  /** What it would have cost more on demand. */
  savedDollars: z.number().min(0).default(0),
  /** `assumed`: the instance type has no listed price, and a dearer one was taken. */
  price: z.enum(['listed', 'assumed']),
  endedAt: z.iso.datetime(),
});
export type JobUsage = z.infer<typeof jobUsageSchema>;

/** `run#<runId>`: what the CLI shows of a run. Each stage writes its own mark and facts. */
/** What a model comes to; `deciding` is there where the gate decides by another metric than these two. */
const figuresSchema = z.strictObject({ accuracy: z.number(), macroF1: z.number(), deciding: z.number().optional() });

export const runRecordSchema = z.object({
  workload: z.string(),
  record: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  attempt: z.int().min(1),
  /** How often a failed run was taken up again. */
  resumptions: z.int().min(0).default(0),
  /** When it was, oldest first: each counts against the budget of its day as a run does. */
  resumptionTimes: z.array(z.iso.datetime()).optional(),
  /** Of the lease by which the run goes on now: who writes with an older one is refused. */
  fencingToken: z.int().min(0).default(0),
  configHash: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  outcome: runOutcome,
  /** How it ends: noted before anything is done about it, so that whoever has to go on with that does the same. */
  ending: endingSchema.optional(),
  uploadIds: z.array(z.string()),
  /** Marks by stage name. */
  stages: z.partialRecord(z.enum(STAGES), stageMarkSchema),
  dataset: z.strictObject({ id: z.string().optional(), version: z.int().optional(), ...countsSchema.shape }).optional(),
  candidates: z
    .array(
      z.strictObject({
        name: z.string(),
        family: z.string(),
        /** On validation; absent when its training failed. */
        metrics: figuresSchema.optional(),
        reason: z.string().optional(),
        /** What the rules found in its training. */
        findings: findingsSchema.optional(),
      }),
    )
    .optional(),
  /** On validation, what always saying the most frequent label of the training rows would come to. */
  baseline: z.strictObject({ label: z.string(), metrics: figuresSchema }).optional(),
  /** `baseline` or the package version that was live. */
  champion: z.string().optional(),
  decision: decisionSummary.optional(),
  packageArn: z.string().optional(),
  packageVersion: z.int().optional(),
  /** Run that this one repeats, for `skipped`. */
  sameAs: z.string().optional(),
  error: runErrorSchema.optional(),
  /** Of its jobs that have ended, in whatever way. */
  usage: z.array(jobUsageSchema).optional(),
  /** When all of its jobs had ended and were in `usage`. */
  meteredAt: z.iso.datetime().optional(),
  /** A person let it run although the day's budget was spent. */
  overBudget: z.literal(true).optional(),
  /** What a try changed of the workload's configuration. */
  tried: settingsSchema.optional(),
  /** Offers of capacity that came to nothing, of all candidates. */
  leftOffers: z.array(leftOfferSchema.extend({ candidate: z.string() })).optional(),
  /** The tuning job of the candidates that have ranges. */
  tuning: z
    .strictObject({
      jobName: z.string(),
      objective: z.string(),
      /** That began, and that came to their end with a value. */
      trials: z.int().min(0),
      succeeded: z.int().min(0),
      best: z.array(
        z.strictObject({
          candidate: z.string(),
          jobName: z.string(),
          objective: z.number(),
          hyperparameters: z.record(z.string(), z.string()),
        }),
      ),
    })
    .optional(),
  stoppedForCapacity: z.array(stoppedForCapacitySchema).optional(),
  /** Jobs that went on when the run ended, and were told to stop. */
  stoppedJobs: z.array(z.string()).optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** When the run began to do what it does now, or did last: its start, or the latest time that it was taken up again. */
export const lastBeginning = ({ startedAt, resumptionTimes }: RunRecord): string =>
  resumptionTimes?.at(-1) ?? startedAt;
