import { z } from 'zod';
import { runId, workloadName } from './names.ts';
import { settingsSchema } from './try/settings.ts';

/** Input of one execution of the retrain state machine. */
export const retrainInputSchema = z.object({
  workload: workloadName,
  trigger: z.enum(['upload', 'manual', 'rerun']).default('manual'),
  /** True runs the same data and configuration again on purpose. */
  force: z.boolean().default(false),
  /** A failed run to take up again, in place of a new one. */
  resume: runId.optional(),
  /** A person lets it run although the day's budget is spent. */
  overBudget: z.boolean().optional(),
  /** What this run changes of the workload's configuration: it is a try. */
  settings: settingsSchema.optional(),
});
export type RetrainInput = z.infer<typeof retrainInputSchema>;
export type Trigger = RetrainInput['trigger'];
