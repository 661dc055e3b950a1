import type { CustomState } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RETRY_JOB } from './retry.ts';
import { type Parameters, task } from './task.ts';

/** Machines, network and identity of the jobs of an environment. */
export interface JobSettings {
  readonly roleArn: string;
  readonly kmsKeyArn: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly network?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };
}

export interface ProcessingJobProps extends JobSettings {
  /** Path of the job's name. */
  readonly jobNamePath: string;
  readonly imageUri: string;
  /** First argument of the container: which of its programs runs. */
  readonly program: string;
  readonly instanceType: string;
  readonly volumeGb: number;
  readonly timeoutSeconds: number;
  /** Input's name to the path of its S3 URI; it lies in `/opt/ml/processing/input/<name>`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Name of the output, which is written from `/opt/ml/processing/output`, and the path of its S3 URI. */
  readonly output: { readonly name: string; readonly uriPath: string };
}

/** Minutes that a machine may take to come up, beside the time its job runs. */
export const PROVISIONING_SECONDS = 1_800;

export const vpcConfig = (network: JobSettings['network']): Parameters =>
  network === undefined
    ? {}
    : { VpcConfig: { Subnets: [...network.subnetIds], SecurityGroupIds: [...network.securityGroupIds] } };

export const tagList = (tags: Readonly<Record<string, string>>): readonly Parameters[] => [
  ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  { Key: 'trainyard:workload', 'Value.$': '$.workload' },
];

/** Runs a SageMaker processing job to its end. */
export function processingJob(scope: Construct, id: string, props: ProcessingJobProps): CustomState {
  return task(scope, id, {
    resource: 'arn:aws:states:::sagemaker:createProcessingJob.sync',
    parameters: {
      'ProcessingJobName.$': props.jobNamePath,
      RoleArn: props.roleArn,
      AppSpecification: { ImageUri: props.imageUri, ContainerArguments: [props.program] },
      ProcessingResources: {
        ClusterConfig: {
          InstanceCount: 1,
          InstanceType: props.instanceType,
          VolumeSizeInGB: props.volumeGb,
          VolumeKmsKeyId: props.kmsKeyArn,
        },
      },
      ProcessingInputs: Object.entries(props.inputs).map(([name, uriPath]) => ({
        InputName: name,
        S3Input: {
          'S3Uri.$': uriPath,
          LocalPath: `/opt/ml/processing/input/${name}`,
          S3DataType: 'S3Prefix',
          S3InputMode: 'File',
          S3DataDistributionType: 'FullyReplicated',
        },
      })),
      ProcessingOutputConfig: {
        KmsKeyId: props.kmsKeyArn,
        Outputs: [
          {
            OutputName: props.output.name,
            S3Output: {
              'S3Uri.$': props.output.uriPath,
              LocalPath: '/opt/ml/processing/output',
              S3UploadMode: 'EndOfJob',
            },
          },
        ],
      },
      StoppingCondition: { MaxRuntimeInSeconds: props.timeoutSeconds },
      Environment: props.environment,
      // The container reads pinned object versions with the SDK, which a job without network could not.
      NetworkConfig: { EnableNetworkIsolation: false, ...vpcConfig(props.network) },
      Tags: tagList(props.tags),
    },
    resultPath: null,
    timeoutSeconds: props.timeoutSeconds + PROVISIONING_SECONDS,
    retry: RETRY_JOB,
  });
}
