import { z } from 'zod';

/** `brakes`: what the brakes of a workload did last. */
export const brakesRecordSchema = z.object({
  workload: z.string(),
  record: z.literal('brakes'),
  /** The last run that the budget refused. */
  refusal: z
    .strictObject({
      /** `YYYY-MM-DD`, UTC. */
      day: z.string(),
      at: z.iso.datetime(),
      what: z.string(),
      why: z.string(),
      /** The execution that was refused. */
      executionArn: z.string(),
      /** Refused that day. */
      count: z.int().min(1),
    })
    .optional(),
  /** The triggers of the window that the last one fell into. */
  window: z
    .strictObject({
      startedAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      triggers: z.int().min(1),
      /** Set when they were too many: what comes until the window's end shares one run. */
      openedAt: z.iso.datetime().optional(),
      toldAt: z.iso.datetime().optional(),
    })
    .optional(),
});
export type BrakesRecord = z.infer<typeof brakesRecordSchema>;
