import { z } from 'zod';

/** As SageMaker has it: of the values, of their logarithm, or of the logarithm of one less the value. */
const scaleSchema = z.enum(['linear', 'logarithmic', 'reverse-logarithmic']);

const numbersSchema = z
  .strictObject({
    min: z.number(),
    max: z.number(),
    scale: scaleSchema.default('linear'),
    /** Whole numbers only. Of a container of one's own; of the platform's families it is known. */
    integer: z.boolean().optional(),
  })
  .refine(({ min, max }) => min < max, { path: ['min'], message: 'must be less than max' })
  .refine(({ min, scale }) => scale !== 'logarithmic' || min > 0, {
    path: ['min'],
    message: 'must be above 0 on a logarithmic scale',
  })
  .refine(({ min, max, scale }) => scale !== 'reverse-logarithmic' || (min >= 0 && max < 1), {
    path: ['scale'],
    message: 'is for ranges from 0 to below 1',
  });

const choicesSchema = z
  .array(z.union([z.string(), z.number(), z.boolean()]))
  .min(1)
  .max(30)
  .refine((all) => new Set(all).size === all.length, 'must name each value once');

/** Where a hyperparameter is searched: between two numbers, or in a list of values. */
export const rangeSchema = z.union([choicesSchema, numbersSchema]);
export type Range = z.infer<typeof rangeSchema>;
export type NumberRange = z.infer<typeof numbersSchema>;

/** By hyperparameter. SageMaker takes no more of them. */
export const rangesSchema = z
  .record(z.string().min(1).max(256), rangeSchema)
  .refine(
    (ranges) => Object.keys(ranges).length >= 1 && Object.keys(ranges).length <= 30,
    'must have 1 to 30 hyperparameters',
  );
export type Ranges = z.infer<typeof rangesSchema>;

export const isChoice = (range: Range): range is Extract<Range, readonly unknown[]> => Array.isArray(range);
