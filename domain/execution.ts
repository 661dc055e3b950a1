import { z } from 'zod';

/** The execution of the state machine that invokes a stage. */
export const executionSchema = z.object({
  arn: z.string(),
  stateMachineArn: z.string(),
  startedAt: z.iso.datetime({ offset: true }),
});
export type Execution = z.infer<typeof executionSchema>;

/** What every stage after the lease is told: which run it works for, and by which right. */
export const stageInputSchema = z.object({
  workload: z.string(),
  runId: z.string(),
  fencingToken: z.int().min(1),
  execution: executionSchema.optional(),
});
export type StageInput = z.infer<typeof stageInputSchema>;

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** An execution as its service describes it. */
export interface ExecutionState {
  readonly status: ExecutionStatus;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}
