import { z } from 'zod';
import { workloadName } from './names.ts';

/** Input of one execution of the retrain state machine. */
export const retrainInputSchema = z.object({
  workload: workloadName,
  trigger: z.enum(['upload', 'manual', 'rerun']),
  /** True runs the same data and configuration again on purpose. */
  force: z.boolean(),
});
export type RetrainInput = z.infer<typeof retrainInputSchema>;
export type Trigger = RetrainInput['trigger'];
