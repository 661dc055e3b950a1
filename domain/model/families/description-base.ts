import { z } from 'zod';

/** What every `model.json` says, whatever its family. */
export const descriptionBase = {
  formatVersion: z.literal(1),
  /** In the order of the graph's columns. */
  labels: z.array(z.string()).min(2),
  /**
   * Of a model that gives a text any number of labels: the least probability of each label at which it is given, in the
   * order of `labels`. The graph's probabilities are then independent. Absent where each text has one label.
   */
  multiLabel: z.strictObject({ thresholds: z.array(z.number().min(0).max(1)).min(2) }).optional(),
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
