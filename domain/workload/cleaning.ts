import { z } from 'zod';

/** Cleaning of a text before it is tokenized; part of a candidate, exported with the model and repeated at serving. */
export const cleaningSchema = z.strictObject({
  lowercase: z.boolean().default(true),
  /** Replaces URLs by a space. */
  stripUrls: z.boolean().default(true),
  /** Removes HTML tags and decodes the common entities. */
  stripHtml: z.boolean().default(true),
  /** Folds accents: é becomes e. */
  asciiFold: z.boolean().default(false),
  /** Drops English stop words. */
  stopWords: z.enum(['none', 'english']).default('none'),
  /** Reduces words to their stems (Snowball, English). */
  stemming: z.enum(['none', 'english']).default('none'),
});

export type Cleaning = z.infer<typeof cleaningSchema>;
