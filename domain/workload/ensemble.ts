import { z } from 'zod';
import { MOST_MEMBERS } from '../model/families/ensemble.ts';

/** Name and family of the candidate that is made of others. */
export const ENSEMBLE = 'ensemble';

/** Switches on a candidate that averages others. Each member costs its time at every prediction. */
export const ensembleSchema = z.strictObject({
  maxMembers: z.int().min(2).max(MOST_MEMBERS).default(3),
  /** So much of the deciding metric on validation it must gain over the best single candidate: it costs time at each prediction. */
  minimumGain: z.number().min(0).max(0.5).default(0.005),
});
export type EnsembleConfig = z.infer<typeof ensembleSchema>;
