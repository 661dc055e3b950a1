import { z } from 'zod';

const MEGABYTE = 2 ** 20;

/** Which data is small: such data is prepared and evaluated by a function within seconds, not by a job that first waits minutes for a machine. */
export const smallDataSchema = z.strictObject({
  /** `auto`: within the limits below; `always` and `never` ask no size. */
  use: z.enum(['auto', 'always', 'never']).default('auto'),
  /** Of everything that a run reads, files that are compressed counted as if they were not. */
  maxBytes: z
    .int()
    .min(0)
    .default(128 * MEGABYTE),
  /** Rows times models that an evaluation asks. */
  maxPredictions: z.int().min(0).default(200_000),
});

/** What a workload chooses for itself; the environment has the rest. */
export const smallDataChoiceSchema = z.strictObject({
  use: smallDataSchema.shape.use.unwrap().optional(),
  maxBytes: smallDataSchema.shape.maxBytes.unwrap().optional(),
  maxPredictions: smallDataSchema.shape.maxPredictions.unwrap().optional(),
});

export type SmallData = z.infer<typeof smallDataSchema>;
export type SmallDataChoice = z.infer<typeof smallDataChoiceSchema>;

/** The environment's limits, but for what the workload chose. */
export const smallDataOf = (environment: SmallData, chosen: SmallDataChoice): SmallData => ({
  use: chosen.use ?? environment.use,
  maxBytes: chosen.maxBytes ?? environment.maxBytes,
  maxPredictions: chosen.maxPredictions ?? environment.maxPredictions,
});
