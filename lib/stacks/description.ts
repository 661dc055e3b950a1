import { Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { parameterName } from '../../domain/names.ts';
import type { Platform } from '../../domain/platform.ts';
import { brakesOf } from '../../domain/workload/brakes.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import { smallDataOf } from '../../domain/workload/small-data.ts';
import { workloadNames } from '../configured.ts';
import { RuntimeCleanup } from '../constructs/runtime-cleanup.ts';
import { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import type { ApiStack } from './api.ts';
import type { ServingStack } from './serving.ts';
import type { TrainingStack } from './training.ts';

export interface DescriptionStackProps extends PlatformStackProps {
  readonly serving: ServingStack;
  readonly training: TrainingStack;
  readonly api: ApiStack;
}

/** Last to come, first to go: what the environment is made of, for the CLI and the functions, and its clean-up. */
export class DescriptionStack extends Stack {
  constructor(scope: Construct, id: string, props: DescriptionStackProps) {
    super(scope, id, props);
    const { environment, workloads } = props.configuration;
    const names = workloadNames(props.configuration);
    this.#parameter('Platform', parameterName.platform(environment.name), platformOf(props));
    for (const config of workloads) {
      const deployed: DeployedWorkload = {
        config,
        approval: environment.approval.policy,
        approvalTimeoutSeconds: environment.approval.timeoutSeconds,
        debounceSeconds: config.trigger.debounceSeconds ?? environment.debounceSeconds,
        brakes: brakesOf(environment.brakes, config.brakes),
        smallData: smallDataOf(environment.smallData, config.smallData),
        images: { training: props.training.images.urisOf(config), inference: props.serving.imageOf(config.name).uri },
        ...props.training.images.sourcesOf(config),
      };
      this.#parameter(`Workload-${config.name}`, parameterName.workload(environment.name, config.name), deployed);
    }
    new RuntimeCleanup(this, 'RuntimeCleanup', { ...props, arns: new SageMakerArns(this, environment.name, names) });
  }

  #parameter(id: string, name: string, value: unknown): void {
    new CfnParameter(this, id, {
      name,
      type: 'String',
      // Above 4 KB a parameter is of the advanced tier, which costs a few cents a month.
      tier: 'Intelligent-Tiering',
      value: this.toJsonString(value),
    });
  }
}

function platformOf({ configuration, data, notifications, serving, training, api }: DescriptionStackProps): Platform {
  return {
    schemaVersion: 1,
    environment: configuration.environment.name,
    workloads: workloadNames(configuration),
    rawBucket: data.raw.name,
    lakeBucket: data.lake.name,
    artifactsBucket: data.artifacts.name,
    captureBucket: data.capture.name,
    recordsTable: data.records.tableName,
    retrainStateMachineArn: training.retrain.machine.stateMachineArn,
    rolloutStateMachineArn: serving.rollout.machine.stateMachineArn,
    notificationsTopicArn: notifications.topic.topicArn,
    glueDatabase: data.catalog.databaseName,
    athenaWorkgroup: data.catalog.workgroupName,
    restApiId: api.api.restApiId,
    apiUrl: api.url,
    apiKeyId: api.apiKey.keyId,
    admitFunctionName: training.functions.admit.function.functionName,
    keepFunctionName: training.functions.keep.function.functionName,
  };
}
