import { z } from 'zod';

/** What a model says of a text: exactly one of the labels, or any number of them. */
export const taskSchema = z.enum(['single-label', 'multi-label']);
export type Task = z.infer<typeof taskSchema>;
