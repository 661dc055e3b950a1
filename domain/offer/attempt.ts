import { z } from 'zod';
import { offerSchema } from '../workload/capacity.ts';

/**
 * Why an offer of capacity was left. `quota`: the account may not have such a machine. `no-capacity`: AWS has none.
 * `waited`: it had none for too long. `interrupted`: too often. `service-fault`: the machine or the service broke.
 */
export const leftForSchema = z.enum(['quota', 'no-capacity', 'waited', 'interrupted', 'service-fault']);
export type LeftFor = z.infer<typeof leftForSchema>;

/** An offer that came to nothing. `said` is what the service said of it. */
export const leftOfferSchema = offerSchema
  .omit({ waitSeconds: true })
  .extend({ jobName: z.string(), why: leftForSchema, said: z.string() });
export type LeftOffer = z.infer<typeof leftOfferSchema>;

/** A job that the platform stopped, so that its candidate goes on with its next offer. */
export const stoppedForCapacitySchema = z.strictObject({
  jobName: z.string(),
  why: z.enum(['waited', 'interrupted']),
  at: z.iso.datetime(),
});
export type StoppedForCapacity = z.infer<typeof stoppedForCapacitySchema>;
