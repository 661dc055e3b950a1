import { z } from 'zod';

/** What every `model.json` says, whatever its family. */
export const descriptionBase = {
  formatVersion: z.literal(1),
  /** In the order of the graph's columns. */
  labels: z.array(z.string()).min(2),
  /** UTF-16 code units that a text of the training data has at most. */
  maxTextLength: z.int().min(1),
  training: z.strictObject({
    candidate: z.string(),
    seed: z.int(),
    rows: z.int().min(1),
    datasetVersion: z.int().min(1).optional(),
    hyperparameters: z.record(z.string(), z.unknown()),
    packages: z.record(z.string(), z.string()),
  }),
};
