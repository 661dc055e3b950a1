import { z } from 'zod';

/** How a spot instance is taken away. Nothing of it survives but the checkpoints that reached S3. */
export const interruptionSchema = z.strictObject({
  /** With notice: SIGTERM, and SIGKILL after the grace. Without: SIGKILL. */
  notice: z.boolean().default(true),
  /** So many changed checkpoint files still reach S3 after the container has ended; without it all of them. */
  lastUploadFiles: z.int().min(0).optional(),
  /** Until there is an instance for the job again. */
  awaySeconds: z.number().min(0).max(2_000_000).default(0),
});

export type Interruption = z.infer<typeof interruptionSchema>;
export type InterruptionInput = z.input<typeof interruptionSchema>;
