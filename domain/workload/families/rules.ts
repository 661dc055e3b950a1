import { z } from 'zod';

const actionSchema = z.enum(['stop', 'notify', 'none']);

/** A rule's action alone, or with thresholds; what is left out is the trainer's default. */
const rule = <Thresholds extends z.ZodRawShape>(thresholds: Thresholds) =>
  z
    .union(
      [actionSchema, z.strictObject({ action: actionSchema, ...thresholds }).partial()],
      "must be 'stop', 'notify' or 'none', or an object with one of them as its action and thresholds",
    )
    .optional();

const loggedSteps = z.int().min(1).max(1_000);
const validations = z.int().min(1).max(50);

const onEachFit = {
  /** Validation loss above `1 + ratio` times the train loss, in so many validations in a row. */
  overfit: rule({ ratio: z.number().positive().max(1_000), patience: validations }),
  /** A label that no validation row is given, although so many have it, in so many validations in a row. */
  deadClass: rule({ patience: validations, minimumRows: z.int().min(1).max(1_000_000) }),
};

/** Rules of families that train in one go. */
export const fitRulesSchema = z.strictObject(onEachFit);

/** Rules of families that train by steps; a `window` is so many logged steps. */
export const stepRulesSchema = z.strictObject({
  nonFiniteLoss: rule({}),
  /** The last window's mean loss is not lower than the first one's by this share of it. */
  lossNotDecreasing: rule({ window: loggedSteps, decrease: z.number().min(0).max(1) }),
  ...onEachFit,
  /** A gradient's norm above so many times the median of the window before. */
  explodingGradients: rule({ window: loggedSteps, factor: z.number().gt(1).max(1e9) }),
  /** Norms below this one in the whole window. */
  vanishingGradients: rule({ window: loggedSteps, norm: z.number().positive().max(1) }),
  /** Mean share of the time in which the GPU was at work. */
  lowGpuUse: rule({ window: loggedSteps, utilization: z.number().positive().max(1) }),
  /** Share of the steps' time that went to making batches. */
  dataBottleneck: rule({ window: loggedSteps, share: z.number().positive().max(1) }),
});
