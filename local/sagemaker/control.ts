import { z } from 'zod';
import { ERROR_CODES } from '../../domain/errors.ts';
import { capacitySchema } from './spot/capacity.ts';
import { interruptionPlanSchema } from './spot/interruption-plan.ts';

/** Without `purchase`: of both kinds. */
export const capacityRequestSchema = capacitySchema.partial({ purchase: true });
export type CapacityRequest = z.infer<typeof capacityRequestSchema>;

/** What is not `available`. */
export const capacityAnswerSchema = z.object({ capacity: z.array(capacitySchema) });
export const planAnswerSchema = z.object({ plan: interruptionPlanSchema });

export const controlFailureSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  next: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
