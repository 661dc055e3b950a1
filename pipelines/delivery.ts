import { Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import {
  CodePipeline,
  CodePipelineSource,
  type IFileSetProducer,
  ManualApprovalStep,
  ShellStep,
  type Step,
} from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { DeliveryConfig } from '../config/environment.ts';
import type { Configuration } from '../config/load.ts';
import { serviceMayUseKey } from '../lib/constructs/data-bucket.ts';
import { acceptFinding } from '../lib/constructs/security-checks.ts';
import { addPlatform } from '../lib/platform.ts';

export interface DeliveryProps {
  readonly delivery: DeliveryConfig;
  /** In order; the last one waits for a person. */
  readonly environments: readonly Configuration[];
}

/** The environments that a commit passes through, in order. */
export const DELIVERED_ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;

const isProducer = (step: Step): step is Step & IFileSetProducer => step.primaryOutput !== undefined;

/** A step that is known to have an output, as the next one needs. */
function outputOf(step: Step): IFileSetProducer {
  if (!isProducer(step)) throw new Error(`Step ${step.id} has no output.`);
  return step;
}

/** One environment's stacks, as the pipeline deploys them. */
class EnvironmentStage extends Stage {
  constructor(scope: Construct, configuration: Configuration) {
    const { name, account, region } = configuration.environment;
    super(scope, name, { env: { account, region } });
    addPlatform(this, configuration);
  }
}

/**
 * Brings a commit to production: build and test, then environment by environment, with a person's approval before the
 * last. Here code is approved; which model is live is the registry's matter and no deployment changes it.
 */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, { delivery, environments }: DeliveryProps) {
    super(scope, id, {
      env: { account: delivery.account, region: delivery.region },
      description: 'Trainyard delivery: builds, tests and deploys every environment',
    });
    const pipeline = new CodePipeline(this, 'Pipeline', {
      synth: outputOf(
        new ShellStep('Build', {
          input: outputOf(
            CodePipelineSource.connection(delivery.repository, delivery.branch, {
              connectionArn: delivery.connectionArn,
            }),
          ),
          primaryOutputDirectory: 'cdk.out',
          commands: ['npm test', 'npx cdk synth --quiet -c app=delivery'],
        }),
      ),
      crossAccountKeys: true,
      enableKeyRotation: true,
      codeBuildDefaults: {
        buildEnvironment: { buildImage: LinuxBuildImage.STANDARD_7_0, computeType: ComputeType.MEDIUM },
        timeout: Duration.minutes(45),
      },
      // Image assets are built where they are published.
      assetPublishingCodeBuildDefaults: { buildEnvironment: { privileged: true } },
    });
    const approvals = this.#approvals(delivery);
    const last = environments.at(-1);
    for (const configuration of environments) {
      const { name } = configuration.environment;
      const approval = new ManualApprovalStep(`Approve-${name}`, {
        comment: `Deploys this commit to ${name}. Models are not touched: the registry approves those.`,
        notificationTopic: approvals,
      });
      pipeline.addStage(new EnvironmentStage(this, configuration), configuration === last ? { pre: [approval] } : {});
    }
    pipeline.buildPipeline();

    acceptFinding(pipeline, 'S1', 'Build artifacts are read by the pipeline alone.');
    acceptFinding(
      pipeline,
      'IAM5',
      "CDK Pipelines' own roles: artifact prefixes, log groups and reports of its projects.",
    );
    acceptFinding(pipeline, 'CB3', 'Container images are built from pinned Dockerfiles of this repository.');
  }

  #approvals(delivery: DeliveryConfig): Topic {
    const key = new Key(this, 'ApprovalsKey', {
      description: 'Approval requests of the delivery pipeline',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(serviceMayUseKey(this, 'codepipeline.amazonaws.com'));
    const topic = new Topic(this, 'Approvals', { masterKey: key, enforceSSL: true });
    const { email } = delivery.approvers;
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }
}
