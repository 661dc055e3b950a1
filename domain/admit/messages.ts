import { z } from 'zod';
import { runId, workloadName } from '../names.ts';
import { settingsSchema } from '../try/settings.ts';
import { uploadStatus } from './upload-record.ts';

/** S3's `Object Created`, as EventBridge puts it into a queue. Keys come decoded. */
export const objectCreatedSchema = z.object({
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime({ offset: true }),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      size: z.int().min(0).default(0),
      'version-id': z.string().default('null'),
      sequencer: z.string().default('0'),
    }),
  }),
});
export type ObjectCreated = z.infer<typeof objectCreatedSchema>;

/** What a person or the CLI may ask of the `admit` function directly. */
export const admitCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('start'),
    workload: workloadName,
    trigger: z.literal('manual').default('manual'),
    force: z.boolean().default(false),
    /** A failed run to take up again, in place of a new one. */
    resume: runId.optional(),
    /** Lets the run go although the day's budget is spent. */
    overBudget: z.boolean().optional(),
    /** Changes of the workload's configuration for this run alone. */
    settings: settingsSchema.optional(),
    /** Makes a repeated call the same start. */
    requestId: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,40}$/)
      .optional(),
  }),
  z.strictObject({
    command: z.enum(['release', 'exclude']),
    workload: workloadName,
    uploadId: z.string(),
    reason: z.string().max(500).optional(),
  }),
]);
export type AdmitCommand = z.infer<typeof admitCommandSchema>;

export const admitAnswerSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), workload: z.string(), executionArn: z.string() }),
  z.strictObject({
    command: z.enum(['release', 'exclude']),
    workload: z.string(),
    uploadId: z.string(),
    status: uploadStatus,
  }),
]);
export type AdmitAnswer = z.infer<typeof admitAnswerSchema>;
