import { z } from 'zod';
import { containerCandidateSchema } from './families/container.ts';
import { gradientBoostingCandidateSchema } from './families/gradient-boosting.ts';
import { linearCandidateSchema } from './families/linear.ts';
import { naiveBayesCandidateSchema } from './families/naive-bayes.ts';
import { randomForestCandidateSchema } from './families/random-forest.ts';
import { scriptCandidateSchema } from './families/script.ts';
import { transformerCandidateSchema } from './families/transformer.ts';

/** A family with hyperparameters. */
export const candidateSchema = z.discriminatedUnion('family', [
  linearCandidateSchema,
  naiveBayesCandidateSchema,
  gradientBoostingCandidateSchema,
  randomForestCandidateSchema,
  transformerCandidateSchema,
  containerCandidateSchema,
  scriptCandidateSchema,
]);

export type Candidate = z.infer<typeof candidateSchema>;
