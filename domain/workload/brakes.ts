import { z } from 'zod';

/**
 * What a workload may use up in one day, from midnight to midnight UTC, and how many triggers are too many at once.
 * The defaults let a team upload every hour with the default candidates (about a third of an instance hour a run) and
 * stop a loop within a day, at the price of a lunch.
 */
export const brakesSchema = z.strictObject({
  /** Runs that take the lease, whatever they come to; one that is taken up again counts once more. */
  runsPerDay: z.int().min(1).max(10_000).default(24),
  /** Hours of instances of processing and training jobs: two instances for an hour are two. */
  instanceHoursPerDay: z.number().positive().default(24),
  /** US dollars for those hours, at on-demand prices. */
  dollarsPerDay: z.number().positive().default(20),
  /** More uploads and starts within `windowSeconds` than this become one run at the window's end. */
  triggersPerWindow: z.int().min(1).max(10_000).default(50),
  windowSeconds: z.int().min(10).max(86_400).default(300),
});

/** What a workload chooses for itself; the environment has the rest. */
export const brakesChoiceSchema = z.strictObject({
  runsPerDay: brakesSchema.shape.runsPerDay.unwrap().optional(),
  instanceHoursPerDay: brakesSchema.shape.instanceHoursPerDay.unwrap().optional(),
  dollarsPerDay: brakesSchema.shape.dollarsPerDay.unwrap().optional(),
  triggersPerWindow: brakesSchema.shape.triggersPerWindow.unwrap().optional(),
  windowSeconds: brakesSchema.shape.windowSeconds.unwrap().optional(),
});

export type Brakes = z.infer<typeof brakesSchema>;
export type BrakesChoice = z.infer<typeof brakesChoiceSchema>;

/** The environment's brakes, but for what the workload chose. */
export const brakesOf = (environment: Brakes, chosen: BrakesChoice): Brakes => ({
  runsPerDay: chosen.runsPerDay ?? environment.runsPerDay,
  instanceHoursPerDay: chosen.instanceHoursPerDay ?? environment.instanceHoursPerDay,
  dollarsPerDay: chosen.dollarsPerDay ?? environment.dollarsPerDay,
  triggersPerWindow: chosen.triggersPerWindow ?? environment.triggersPerWindow,
  windowSeconds: chosen.windowSeconds ?? environment.windowSeconds,
});
