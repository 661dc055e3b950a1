import { z } from 'zod';
import { channelSchema } from '../../../domain/train/channel.ts';
import { definitionSchema } from '../../../domain/tune/request.ts';
import { warmStartSchema } from '../../../domain/tune/warm-start.ts';

/** What a description of a tuning job repeats of the request that created it. */
export const tuningRequestSchema = z.object({
  HyperParameterTuningJobName: z.string(),
  TrainingJobDefinitions: z.array(
    z.object({
      TuningObjective: definitionSchema.shape.objective,
      HyperParameterRanges: definitionSchema.shape.ranges,
      StaticHyperParameters: z.record(z.string(), z.string()),
      AlgorithmSpecification: z.object({ TrainingImage: z.string(), TrainingInputMode: z.literal('File') }),
      InputDataConfig: z.array(channelSchema),
    }),
  ),
  WarmStartConfig: warmStartSchema.optional(),
});
