import { z } from 'zod';
import { capacitySchema } from '../capacity.ts';
import { rangesSchema } from '../ranges.ts';

const candidateName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be 1 to 16 lower-case letters, digits or hyphens and start with a letter')
  .regex(
    /(?<!-(?:r\d+|o\d|r\d+o\d))$/,
    'must not end in -r or -o and a number: so end the names of jobs that are run again',
  );

/** What every candidate says, whatever its family: its name and the machines that train it. */
export const candidateBase = {
  name: candidateName,
  /** Taken in this order, until one of them has a machine. */
  capacity: capacitySchema.prefault([{ instanceType: 'ml.m5.large', purchase: 'on-demand' }]),
  /** Machines of one job. */
  instanceCount: z.int().min(1).max(16).default(1),
  /** A spot offer whose job was interrupted so often is left for the next one; the last one is kept. */
  interruptionsPerOffer: z.int().min(1).max(20).default(3),
  /** Of training, of one job; the time for which it waits is not in it. */
  timeoutSeconds: z.int().min(60).default(3600),
  /** Hyperparameters that are searched: the candidate is the best of its trials. A range takes the place of the value. */
  ranges: rangesSchema.optional(),
};
