import { z } from 'zod';
import { decidingMetricSchema } from '../evaluate/deciding-metric.ts';

export const gateSchema = z.strictObject({
  /** The metric that decides, on the test split. */
  metric: decidingMetricSchema.default('accuracy'),
  /** The challenger's metric must be at least this. */
  minimum: z.number().min(0).max(1).default(0.5),
  /** `superiority`: the interval of the difference lies above 0. `non-inferiority`: above minus `margin`. */
  mode: z.enum(['superiority', 'non-inferiority']).default('superiority'),
  margin: z.number().min(0).max(0.5).default(0.02),
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /** On the champion's own test rows the metric may not fall by more than this. */
  ownRowsTolerance: z.number().min(0).max(0.5).default(0.02),
  /** No class's recall may fall by more than this. */
  maxRecallDrop: z.number().min(0).max(1).default(0.1),
  /** The challenger's p50 latency over the champion's, where it is over the budget. */
  maxLatencyRatio: z.number().positive().default(3),
  /**
   * A p50 latency of a single text that is always allowed: half of the 100 ms that people take for at once (Nielsen,
   * Usability Engineering, 1993), so that the other half is left for the way.
   */
  latencyBudgetMs: z.number().min(0).default(50),
  minimumTestRows: z.int().min(10).default(50),
  bootstrapSamples: z.int().min(200).max(20_000).default(2_000),
  seed: z.int().min(0).default(20_261),
});

export type GateConfig = z.infer<typeof gateSchema>;
