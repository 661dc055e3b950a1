import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';

/** A rollout as others see it: which execution, what it brings, and who asked when. */
export const askedRolloutSchema = z.strictObject({
  /** ARN of its execution. */
  execution: z.string(),
  packageVersion: z.int().min(1),
  runId: z.string(),
  reason: z.enum(['promoted', 'rollback']),
  by: z.string(),
  askedAt: z.iso.datetime(),
});
export type AskedRollout = z.infer<typeof askedRolloutSchema>;

const holderSchema = askedRolloutSchema.extend({
  since: z.iso.datetime(),
  /** Renewed before each effect. */
  heartbeatAt: z.iso.datetime(),
  /** Who asked for a rollback meanwhile: a holder that has changed nothing yet gives up. */
  recalledBy: z.string().optional(),
});
export type RolloutHolder = z.infer<typeof holderSchema>;

const endSchema = z.strictObject({
  execution: z.string(),
  at: z.iso.datetime(),
  /** Absent when what it brought went live. */
  error: z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() }).optional(),
});
export type RolloutEnd = z.infer<typeof endSchema>;

/** `rollout`: whose turn it is to change a workload's endpoint. One rollout acts at a time. */
export const rolloutRecordSchema = z.object({
  workload: z.string(),
  record: z.literal('rollout'),
  /** Grows with each turn and never shrinks. */
  fencingToken: z.int().min(0),
  /** Who may act now; absent between two turns. */
  holder: holderSchema.optional(),
  /** Who waits, in the order of asking. */
  waiting: z.array(askedRolloutSchema),
  /** The latest rollback that was asked for: promotions from before it do not go live any more. */
  lastRollback: z.strictObject({ by: z.string(), askedAt: z.iso.datetime() }).optional(),
  /** How the latest rollouts ended, so that a repeated step gets the same answer. */
  ended: z.array(endSchema),
});
export type RolloutRecord = z.infer<typeof rolloutRecordSchema>;
