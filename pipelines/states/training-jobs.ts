import { Map as MapState, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type JobSettings, PROVISIONING_SECONDS, tagList, vpcConfig } from './processing-job.ts';
import { RETRY_JOB } from './retry.ts';
import { task } from './task.ts';
import { watchedJob } from './watched-job.ts';

export interface TrainingJobsProps extends JobSettings {
  /** Path of the list of jobs: `TrainingJob` of `domain/prepare/messages.ts`. */
  readonly itemsPath: string;
  readonly volumeGb: number;
  readonly maxConcurrency: number;
  /** The longest time limit that a candidate of any workload has. */
  readonly timeoutSeconds: number;
  /** ARN of the function that looks at a job. */
  readonly jobFunctionArn: string;
}

/** Trains every candidate that is not trained yet. One that fails ends its own branch only; what became of each is read from the jobs afterwards. */
export function trainingJobs(scope: Construct, id: string, props: TrainingJobsProps): MapState {
  const job = task(scope, 'TrainCandidate', {
    resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
    parameters: {
      'TrainingJobName.$': '$.training.offers[0].jobName',
      RoleArn: props.roleArn,
      AlgorithmSpecification: { 'TrainingImage.$': '$.training.imageUri', TrainingInputMode: 'File' },
      'HyperParameters.$': '$.training.hyperparameters',
      'InputDataConfig.$': '$.training.channels',
      OutputDataConfig: { 'S3OutputPath.$': '$.training.outputUri', KmsKeyId: props.kmsKeyArn },
      CheckpointConfig: { 'S3Uri.$': '$.training.checkpointUri' },
      ResourceConfig: {
        'InstanceCount.$': '$.training.instanceCount',
        'InstanceType.$': '$.training.offers[0].instanceType',
        VolumeSizeInGB: props.volumeGb,
        VolumeKmsKeyId: props.kmsKeyArn,
      },
      StoppingCondition: { 'MaxRuntimeInSeconds.$': '$.training.timeoutSeconds' },
      Environment: props.environment,
      EnableNetworkIsolation: true,
      ...vpcConfig(props.network),
      Tags: tagList(props.tags),
    },
    resultPath: null,
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    retry: RETRY_JOB,
  });
  const named = { 'jobName.$': '$.training.offers[0].jobName' };
  const done = new Pass(scope, 'CandidateTrained', { parameters: named });
  watchedJob(scope, 'TrainingJob', job, {
    functionArn: props.jobFunctionArn,
    kind: 'training',
    jobNamePath: '$.training.offers[0].jobName',
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    done,
    failed: new Pass(scope, 'CandidateFailed', {
      comment: 'The run goes on with the other candidates.',
      parameters: { ...named, 'error.$': '$.job.error' },
    }),
    unseen: new Pass(scope, 'CandidateUnseen', { parameters: named }),
  });
  job.next(done);

  const map = new MapState(scope, id, {
    itemsPath: props.itemsPath,
    itemSelector: { 'workload.$': '$.workload', 'training.$': '$$.Map.Item.Value' },
    maxConcurrency: props.maxConcurrency,
    resultPath: '$.trained',
  });
  map.itemProcessor(job);
  return map;
}
