import { z } from 'zod';

const candidateName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be 1 to 16 lower-case letters, digits or hyphens and start with a letter')
  .regex(/(?<!-r\d+)$/, 'must not end in -r and a number: so end the names of jobs that are run again');

/** What every candidate says, whatever its family: its name and the machine that trains it. */
export const candidateBase = {
  name: candidateName,
  instanceType: z.string().default('ml.m5.large'),
  timeoutSeconds: z.int().min(60).default(3600),
};
