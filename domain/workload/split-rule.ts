import { z } from 'zod';

/** Percentages of the rows per split; they add up to 100. `80/20` leaves a tenth of the training rows for validation. */
export const splitRuleSchema = z
  .string()
  .regex(/^\d{1,2}\/\d{1,2}(\/\d{1,2})?$/, 'must look like 80/20 or 70/15/15')
  .refine((rule) => rule.split('/').reduce((sum, part) => sum + Number(part), 0) === 100, 'must add up to 100')
  .refine((rule) => rule.split('/').every((part) => Number(part) >= 5), 'must give each split at least 5 percent');
