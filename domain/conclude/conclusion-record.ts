import { z } from 'zod';

/** `conclusion#<datasetId>#<configHash>`: what this dataset and configuration came to. */
export const conclusionRecordSchema = z.object({
  workload: z.string(),
  record: z.string(),
  runId: z.string(),
  outcome: z.enum(['deployed', 'rejected']),
  concludedAt: z.iso.datetime(),
});
export type ConclusionRecord = z.infer<typeof conclusionRecordSchema>;
