import { Duration, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { stageInferenceImage } from '../../containers/inference/build.ts';
import { STEP_SECONDS } from '../../domain/rollout/turn.ts';
import { RolloutDefinition } from '../../pipelines/rollout.ts';
import { retentionOf, workloadNames } from '../configured.ts';
import { ALARM_PERIOD, notifyingAlarm } from '../constructs/alarm.ts';
import { ContainerImage } from '../constructs/container-image.ts';
import { jobRole } from '../constructs/job-role.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { StageMachine } from '../constructs/state-machine.ts';
import { grantRecords, grantWorkloadParameters } from '../grants.ts';
import { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';

/** A rollout ends within this time: an endpoint comes up, or it is given up. */
export const ROLLOUT_TIMEOUT_SECONDS = 7_200;

const OWN_HANDLER = 'default';

/** What a release needs: inference images, the role of model containers, and the state machine that owns the endpoints. */
export class ServingStack extends Stack {
  readonly rollout: StageMachine;
  readonly inferenceRole: Role;
  /** Image by workload. */
  readonly #images = new Map<string, ContainerImage>();

  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, props);
    this.#addImages(props);
    this.inferenceRole = jobRole(this, 'InferenceRole', {
      description: 'Model containers',
      logGroups: ['/aws/sagemaker/Endpoints'],
      inVpc: props.configuration.environment.network !== undefined,
    });
    for (const image of new Set(this.#images.values())) image.grantPull(this.inferenceRole);
    props.data.artifacts.grantRead(this.inferenceRole, ...workloadNames(props.configuration).map((w) => `${w}/runs/`));

    const advance = this.#advance(props);
    this.rollout = new StageMachine(this, 'Rollout', {
      comment: 'Releases a model package behind its endpoint.',
      definition: new RolloutDefinition(this, 'RolloutDefinition', {
        advanceFunctionArn: advance.function.functionArn,
      }).start,
      timeout: Duration.seconds(ROLLOUT_TIMEOUT_SECONDS),
      logRetentionDays: retentionOf(props.configuration),
    });
    this.rollout.allow(['lambda:InvokeFunction'], [advance.function.functionArn]);
    // Whether the rollout before it still goes on.
    this.rollout.grantControl('SeeHolder', advance.role, ['states:DescribeExecution']);

    notifyingAlarm(this, 'RolloutFailures', {
      topic: props.notifications.topic,
      metric: this.rollout.metricFailures({ period: ALARM_PERIOD }),
      description:
        'A rollout failed. The model that was live before still serves; `trainyard status` shows what is live.',
    });
    notifyingAlarm(this, 'RolloutTimeouts', {
      topic: props.notifications.topic,
      metric: this.rollout.metricTimeouts({ period: ALARM_PERIOD }),
      description: 'A rollout took longer than it may; `trainyard status` shows what is live and what mends it.',
    });
    notifyingAlarm(this, 'AdvanceErrors', {
      topic: props.notifications.topic,
      metric: advance.metricErrors({ period: ALARM_PERIOD }),
      threshold: 3,
      description: 'The rollout function keeps failing; its log says why.',
    });
  }

  /** URI of the image that serves a workload. */
  imageOf(workload: string): ContainerImage {
    const image = this.#images.get(workload);
    if (image === undefined) throw new Error(`No inference image was built for ${workload}.`);
    return image;
  }

  /** One image a handler; workloads that name the same handler share it. */
  #addImages({ configuration }: PlatformStackProps): void {
    const byHandler = new Map<string, ContainerImage>();
    for (const { name, serving } of configuration.workloads) {
      const handler = serving.handler ?? OWN_HANDLER;
      const image =
        byHandler.get(handler) ??
        new ContainerImage(this, `Inference-${handler.replaceAll(/[^A-Za-z0-9]/g, '')}`, {
          name: `inference:${handler}`,
          stage: (outputDirectory) =>
            stageInferenceImage({
              outputDirectory,
              ...(serving.handler !== undefined && { handler: serving.handler }),
            }),
        });
      byHandler.set(handler, image);
      this.#images.set(name, image);
    }
  }

  #advance(props: PlatformStackProps): StageFunction {
    const { configuration, data } = props;
    const { environment } = configuration;
    const arns = new SageMakerArns(this, environment.name, workloadNames(configuration));
    const advance = new StageFunction(this, 'Advance', {
      stage: 'rollout',
      description: 'Takes the next step of a rollout',
      logRetentionDays: retentionOf(configuration),
      timeout: Duration.seconds(STEP_SECONDS),
      memoryMb: 512,
      environment: {
        TRAINYARD_ENVIRONMENT: environment.name,
        RECORDS_TABLE: data.records.tableName,
        INFERENCE_ROLE_ARN: this.inferenceRole.roleArn,
      },
    });
    grantRecords(data, advance);
    grantWorkloadParameters(this, environment.name, advance);
    advance.allow(['sagemaker:DescribeModelPackage'], arns.packages);
    // The artifact's digest is compared with the registry's before anything changes.
    data.artifacts.grantRead(advance, ...workloadNames(configuration).map((workload) => `${workload}/runs/`));
    advance.allow(['sagemaker:CreateModel', 'sagemaker:DescribeModel', 'sagemaker:AddTags'], arns.models);
    advance.allow(
      ['sagemaker:CreateEndpointConfig', 'sagemaker:DescribeEndpointConfig', 'sagemaker:AddTags'],
      arns.endpointConfigs,
    );
    advance.allow(
      ['sagemaker:CreateEndpoint', 'sagemaker:UpdateEndpoint'],
      [...arns.endpoints, ...arns.endpointConfigs],
    );
    // A first endpoint that never came up is deleted; one that serves never is.
    advance.allow(['sagemaker:DescribeEndpoint', 'sagemaker:DeleteEndpoint', 'sagemaker:AddTags'], arns.endpoints);
    advance.allow(['iam:PassRole'], [this.inferenceRole.roleArn], {
      StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
    });
    return advance;
  }
}
