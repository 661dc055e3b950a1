import { z } from 'zod';
import { workloadName } from '../names.ts';

/** The schedule's event looks after every workload; a person asks about one. */
export const keepInputSchema = z.union([
  z.strictObject({ command: z.literal('unlock'), workload: workloadName }),
  z.object({ 'detail-type': z.literal('Scheduled Event') }),
]);
export type KeepInput = z.infer<typeof keepInputSchema>;

export const keptSchema = z.strictObject({
  workload: z.string(),
  /** `held`: its holder is at work. `freed`: its holder was gone, and its run was ended. */
  lease: z.enum(['free', 'held', 'freed']),
  holder: z
    .strictObject({
      executionArn: z.string(),
      runId: z.string().optional(),
      fencingToken: z.int(),
      acquiredAt: z.iso.datetime().optional(),
      heartbeatAt: z.iso.datetime().optional(),
    })
    .optional(),
  /** Execution that was started because a run was owed. */
  started: z.string().optional(),
});
export type Kept = z.infer<typeof keptSchema>;

export const keepAnswerSchema = z.strictObject({ kept: z.array(keptSchema) });
export type KeepAnswer = z.infer<typeof keepAnswerSchema>;
