import { z } from 'zod';

/** What every family of the platform does to the rows that it learns from; validation and test rows stay as they are. */
export const trainingRowsShape = {
  /**
   * `balanced`: rows of rare labels are repeated until there are as many as of the most frequent one, ten times at most.
   * `undersampled`: each label keeps as many rows, chosen by the seed, as the rarest one has.
   */
  sampling: z.enum(['none', 'balanced', 'undersampled']).default('none'),
  /** `light`: the repeated rows lose some words, and some neighbours change places; in any language. */
  augmentation: z.enum(['none', 'light']).default('none'),
};

type TrainingRows = { readonly sampling: string; readonly augmentation: string };

/** Refinement of hyperparameters with `trainingRowsShape`: there must be copies that can be altered. */
export const hasCopiesToAlter = ({ sampling, augmentation }: TrainingRows): boolean =>
  augmentation === 'none' || sampling === 'balanced';

export const COPIES_TO_ALTER = {
  path: ['augmentation'],
  message: "alters the rows that balanced sampling repeats: set sampling to 'balanced' too",
};
