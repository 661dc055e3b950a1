import { z } from 'zod';

export const servingSchema = z.strictObject({
  instanceType: z.string().default('ml.t2.medium'),
  instanceCount: z.int().min(1).default(1),
  /** A TypeScript handler, relative to the app; the platform's own when left out. */
  handler: z.string().optional(),
  maxTexts: z.int().min(1).max(1000).default(100),
  maxTextLength: z.int().min(1).max(100_000).default(10_000),
});
