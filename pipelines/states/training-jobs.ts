import { Map as MapState, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type JobSettings, PROVISIONING_SECONDS, tagList, vpcConfig } from './processing-job.ts';
import { RETRY_JOB } from './retry.ts';
import { type Parameters, task } from './task.ts';

export interface TrainingJobsProps extends JobSettings {
  /** Path of the list of jobs: `{jobName, imageUri, instanceType, timeoutSeconds, hyperparameters, trainUri, validationUri, outputUri}`. */
  readonly itemsPath: string;
  readonly volumeGb: number;
  readonly maxConcurrency: number;
  /** The longest time limit that a candidate of any workload has. */
  readonly timeoutSeconds: number;
}

const channel = (name: string, uriPath: string): Parameters => ({
  ChannelName: name,
  ContentType: 'application/vnd.apache.parquet',
  InputMode: 'File',
  DataSource: {
    S3DataSource: { S3DataType: 'S3Prefix', 'S3Uri.$': uriPath, S3DataDistributionType: 'FullyReplicated' },
  },
});

/** Trains every candidate. One that fails ends its own branch only; what became of each is read from the jobs afterwards. */
export function trainingJobs(scope: Construct, id: string, props: TrainingJobsProps): MapState {
  const job = task(scope, 'TrainCandidate', {
    resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
    parameters: {
      'TrainingJobName.$': '$.job.jobName',
      RoleArn: props.roleArn,
      AlgorithmSpecification: { 'TrainingImage.$': '$.job.imageUri', TrainingInputMode: 'File' },
      'HyperParameters.$': '$.job.hyperparameters',
      InputDataConfig: [channel('train', '$.job.trainUri'), channel('validation', '$.job.validationUri')],
      OutputDataConfig: { 'S3OutputPath.$': '$.job.outputUri', KmsKeyId: props.kmsKeyArn },
      ResourceConfig: {
        InstanceCount: 1,
        'InstanceType.$': '$.job.instanceType',
        VolumeSizeInGB: props.volumeGb,
        VolumeKmsKeyId: props.kmsKeyArn,
      },
      StoppingCondition: { 'MaxRuntimeInSeconds.$': '$.job.timeoutSeconds' },
      Environment: props.environment,
      EnableNetworkIsolation: true,
      ...vpcConfig(props.network),
      Tags: tagList(props.tags),
    },
    resultPath: null,
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    retry: RETRY_JOB,
  });
  job.addCatch(new Pass(scope, 'CandidateFailed', { comment: 'The run goes on with the other candidates.' }), {
    errors: ['States.ALL'],
    resultPath: '$.caught',
  });

  const map = new MapState(scope, id, {
    itemsPath: props.itemsPath,
    itemSelector: { 'workload.$': '$.workload', 'job.$': '$$.Map.Item.Value' },
    maxConcurrency: props.maxConcurrency,
    resultPath: '$.trained',
    resultSelector: { 'count.$': 'States.ArrayLength($)' },
  });
  map.itemProcessor(job);
  return map;
}
