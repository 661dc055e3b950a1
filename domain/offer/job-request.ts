import { z } from 'zod';
import type { JobOffer, TrainingJob } from '../prepare/messages.ts';
import { hasInstanceStore } from './local-storage.ts';

/** What of `CreateTrainingJob` follows from an offer of capacity, as the service takes it. */
export const offerRequestSchema = z.strictObject({
  EnableManagedSpotTraining: z.boolean(),
  ResourceConfig: z.strictObject({
    InstanceType: z.string(),
    InstanceCount: z.int().min(1),
    VolumeSizeInGB: z.int().min(1),
    VolumeKmsKeyId: z.string().optional(),
  }),
  StoppingCondition: z.strictObject({
    MaxRuntimeInSeconds: z.int().min(1),
    MaxWaitTimeInSeconds: z.int().min(1).optional(),
  }),
});
export type OfferRequest = z.infer<typeof offerRequestSchema>;

/** The volume of each machine of a job, and the key that encrypts it where the machine has no disks of its own. */
export const volumeSchema = z.strictObject({ gb: z.int().min(1), kmsKeyId: z.string() });
export type Volume = z.infer<typeof volumeSchema>;

type Times = Pick<TrainingJob, 'timeoutSeconds' | 'interruptionsPerOffer'>;

/**
 * The longest that a job of an offer may take, its waits included. A spot job may wait at its start and after each
 * interruption that it is allowed; AWS counts all of it, with the training itself, as `MaxWaitTimeInSeconds`.
 */
export const longestSeconds = (
  { purchase, waitSeconds }: Pick<JobOffer, 'purchase' | 'waitSeconds'>,
  { timeoutSeconds, interruptionsPerOffer }: Times,
): number => timeoutSeconds + waitSeconds * (purchase === 'spot' ? 1 + interruptionsPerOffer : 1);

export function offerRequest(
  offer: JobOffer,
  training: Times & Pick<TrainingJob, 'instanceCount'>,
  volume: Volume,
): OfferRequest {
  const { instanceType, purchase } = offer;
  const isSpot = purchase === 'spot';
  return {
    EnableManagedSpotTraining: isSpot,
    ResourceConfig: {
      InstanceType: instanceType,
      InstanceCount: training.instanceCount,
      VolumeSizeInGB: volume.gb,
      ...(hasInstanceStore(instanceType) ? {} : { VolumeKmsKeyId: volume.kmsKeyId }),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: training.timeoutSeconds,
      ...(isSpot ? { MaxWaitTimeInSeconds: longestSeconds(offer, training) } : {}),
    },
  };
}
