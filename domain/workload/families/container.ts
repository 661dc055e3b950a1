import { z } from 'zod';
import { candidateBase } from './candidate-base.ts';
import { ownTraining } from './own-training.ts';

/** A training image that the workload brings along. */
export const containerCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('container'),
  /** Folder of a Dockerfile that keeps the training contract (`docs/bring-your-own-container.md`), relative to the app. */
  directory: z.string(),
  ...ownTraining,
});
