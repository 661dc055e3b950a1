import { z } from 'zod';
import { executionSchema } from '../execution.ts';
import { gateAnswerSchema } from '../gate/messages.ts';
import { jobAnswerSchema } from '../job/messages.ts';
import { leaseAnswerSchema } from '../lease/messages.ts';
import { prepareRefusedSchema, prepareSkippedSchema } from '../prepare/messages.ts';
import { registerAnswerSchema } from '../register/messages.ts';
import { retrainInputSchema } from '../trigger.ts';
import { caughtSchema } from './caught.ts';
import { runErrorSchema } from './run-record.ts';

/**
 * The whole state of the machine at its end: each stage's answer under the stage's name, so far as the run came, and
 * the error that ended it.
 */
export const runStateSchema = retrainInputSchema.extend({
  lease: leaseAnswerSchema.optional(),
  /** Of what was planned nothing counts here: it may have been planned before a deployment changed its shape. */
  prepare: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('ready') }),
      prepareSkippedSchema,
      prepareRefusedSchema,
    ])
    .optional(),
  gate: gateAnswerSchema.optional(),
  register: registerAnswerSchema.optional(),
  rollout: z.unknown().optional(),
  /** What the last look at a job came to. */
  job: jobAnswerSchema.optional(),
  error: caughtSchema.optional(),
});
export type RunState = z.infer<typeof runStateSchema>;

/** From the state machine: `{ "state.$": "$", "execution": … }`. */
export const concludeInputSchema = z.object({ state: runStateSchema, execution: executionSchema });
export type ConcludeInput = z.infer<typeof concludeInputSchema>;

/** From EventBridge, when an execution ended without concluding itself. */
export const executionEndedSchema = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** JSON of the execution's input. */
    input: z.string(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
export type ExecutionEnded = z.infer<typeof executionEndedSchema>;

/** `failed` makes the state machine end in a Fail state with the code and its explanation. */
export const concludeAnswerSchema = z.strictObject({
  outcome: z.enum(['deployed', 'rejected', 'skipped', 'failed', 'none']),
  error: runErrorSchema.optional(),
  /** Execution that was started because a trigger came in the meantime. */
  next: z.string().optional(),
});
export type ConcludeAnswer = z.infer<typeof concludeAnswerSchema>;
