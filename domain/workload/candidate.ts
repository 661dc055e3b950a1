import { z } from 'zod';
import { containerCandidateSchema } from './families/container.ts';
import { linearCandidateSchema } from './families/linear.ts';

/** A family with hyperparameters. */
export const candidateSchema = z.discriminatedUnion('family', [linearCandidateSchema, containerCandidateSchema]);

export type Candidate = z.infer<typeof candidateSchema>;
