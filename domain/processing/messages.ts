import { z } from 'zod';

/** The programs of the processing image. */
export const PROGRAMS = ['prepare', 'evaluate'] as const;
export type Program = (typeof PROGRAMS)[number];

/** What the processing function is asked: what a processing job is told in its request. */
export const processingInputSchema = z.object({
  workload: z.string(),
  program: z.enum(PROGRAMS),
  /** URI by the input's name; a prefix, as of a job's input. */
  inputs: z.record(z.string().regex(/^[a-z]+$/), z.string().startsWith('s3://')),
  /** What the program puts out lies below it afterwards. */
  outputUri: z.string().startsWith('s3://'),
});
export type ProcessingInput = z.infer<typeof processingInputSchema>;
