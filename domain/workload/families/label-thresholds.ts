import { z } from 'zod';

/** What the families have that learn texts with several labels. */
export const labelThresholdsShape = {
  /**
   * Of multi-label workloads. `half`, when left out: a label is given from a probability of 0.5 on. `tuned`: from the one that
   * gives the best F1 on validation; 0.5 where fewer than ten validation rows have the label, or have it not.
   */
  thresholds: z.enum(['half', 'tuned']).optional(),
};
