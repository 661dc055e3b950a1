import { z } from 'zod';

/** A kind of machine and how it is paid for; jobs take the offers of a candidate one after the other. */
export const offerSchema = z.strictObject({
  instanceType: z.string().regex(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/, 'must look like ml.g5.xlarge'),
  /** Spot machines cost a share of the price and may be taken away in mid-training. */
  purchase: z.enum(['spot', 'on-demand']),
  /** So long a job may wait for its machine, at its start and after each interruption, before the next offer is taken. */
  waitSeconds: z.int().min(60).max(604_800).default(1_800),
});
export type Offer = z.infer<typeof offerSchema>;

/** More would make the names of jobs too long. */
export const MAX_OFFERS = 5;

export const capacitySchema = z
  .array(offerSchema)
  .min(1)
  .max(MAX_OFFERS)
  .refine(
    (offers) =>
      new Set(offers.map(({ instanceType, purchase }) => `${purchase} ${instanceType}`)).size === offers.length,
    'must not have the same instance type twice for the same purchase',
  );
