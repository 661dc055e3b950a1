import { z } from 'zod';
import { rolloutPlanSchema } from './plan.ts';

/** Input of one execution of the rollout state machine. */
export const rolloutInputSchema = z.object({
  workload: z.string(),
  runId: z.string(),
  /** Of the run's lease; a rollback has none. */
  fencingToken: z.int().min(1).optional(),
  packageArn: z.string(),
  packageVersion: z.int().min(1),
  reason: z.enum(['promoted', 'rollback']),
  /** Who asked: `retrain`, or a person's ARN or name. */
  by: z.string(),
  /** Version that a rollback takes back, as the person saw it. When something else is live by its turn, it is refused. */
  takesBack: z.int().min(1).optional(),
});
export type RolloutInput = z.infer<typeof rolloutInputSchema>;

/** What one step hands to the next through the state machine. */
export const rolloutProgressSchema = z.object({
  /** When the first step ran. */
  startedAt: z.iso.datetime(),
  /** Endpoint configuration that was live when it began; null when nothing was. */
  before: z.string().nullable(),
  /** True once this rollout has asked the endpoint to change. */
  requested: z.boolean(),
  /** Of its turn. */
  fencingToken: z.int().min(1),
  /** Fixed when its turn began: a deployment in the middle changes nothing that is under way. */
  plan: rolloutPlanSchema,
});
export type RolloutProgress = z.infer<typeof rolloutProgressSchema>;

/** The rollout's own execution: its turn belongs to it. */
const executionSchema = z.object({ arn: z.string(), startedAt: z.iso.datetime({ offset: true }) });

export const advanceInputSchema = rolloutInputSchema.extend({
  execution: executionSchema,
  /** Absent until it has its turn. */
  progress: rolloutProgressSchema.optional(),
});
export type AdvanceInput = z.infer<typeof advanceInputSchema>;

/** The whole input of the next step, plus what the state machine's Choice and Wait read. */
export const advanceAnswerSchema = advanceInputSchema.extend({
  done: z.boolean(),
  waitSeconds: z.int().min(0),
  /** What it waits for, in one line. */
  note: z.string(),
});
export type AdvanceAnswer = z.infer<typeof advanceAnswerSchema>;
