import { type JobSettings, vpcConfig } from './processing-job.ts';
import type { Parameters } from './task.ts';

export interface TrainingSettings extends JobSettings {
  readonly volumeGb: number;
}

/** What every training job is created with, a trial too: of its training in `$.training`, and the offer of capacity in `$.offer`. */
export const trainingRequest = (settings: TrainingSettings): Parameters => ({
  RoleArn: settings.roleArn,
  'AlgorithmSpecification.$': '$.training.algorithm',
  'InputDataConfig.$': '$.training.channels',
  OutputDataConfig: { 'S3OutputPath.$': '$.training.outputUri', KmsKeyId: settings.kmsKeyArn },
  'EnableManagedSpotTraining.$': '$.offer.request.EnableManagedSpotTraining',
  'ResourceConfig.$': '$.offer.request.ResourceConfig',
  'StoppingCondition.$': '$.offer.request.StoppingCondition',
  Environment: settings.environment,
  EnableNetworkIsolation: true,
  ...vpcConfig(settings.network),
});
