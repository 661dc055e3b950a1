import { z } from 'zod';

/** How a workload's candidates with ranges are tuned: all of them in one tuning job. */
export const tuneSchema = z.strictObject({
  strategy: z.enum(['bayesian', 'random', 'hyperband', 'grid']).default('bayesian'),
  /** A metric of the training's log. @default validation:accuracy where the gate decides by accuracy, else validation:macro_f1 */
  objective: z
    .strictObject({
      metric: z.string().min(1).max(255),
      direction: z.enum(['maximize', 'minimize']).default('maximize'),
    })
    .optional(),
  /** Training jobs of all tuned candidates together, at most. */
  trials: z.int().min(1).max(750).default(20),
  parallelTrials: z.int().min(1).max(100).default(2),
  /** US dollars that one run's trials may cost, at on-demand prices. */
  dollars: z.number().positive().optional(),
  /** Stops trials that do worse than the median of those before them. */
  earlyStopping: z.boolean().default(false),
  /** Starts from what the workload's tuning jobs before found. */
  warmStart: z.boolean().default(false),
  seed: z.int().min(0).max(2_147_483_647).default(20_261),
});
export type Tune = z.infer<typeof tuneSchema>;
