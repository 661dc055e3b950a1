import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { modelPackageGroupName } from '../../domain/names.ts';
import { longestSeconds } from '../../domain/offer/job-request.ts';
import { LEAST_TUNING_SECONDS, tuningSeconds } from '../../domain/tune/request.ts';
import { isTuned } from '../../domain/tune/tuned.ts';
import { RetrainDefinition } from '../../pipelines/retrain.ts';
import { PROVISIONING_SECONDS } from '../../pipelines/states/processing-job.ts';
import { retentionOf, runtimeTags, workloadNames } from '../configured.ts';
import { ALARM_PERIOD, notifyingAlarm, undeliveredAlarm } from '../constructs/alarm.ts';
import { Keeper } from '../constructs/keeper.ts';
import { ObjectTrigger } from '../constructs/object-trigger.ts';
import { ProcessingFunction } from '../constructs/processing-function.ts';
import { RunSchedules } from '../constructs/run-schedules.ts';
import { StageFunctions } from '../constructs/stage-functions.ts';
import { StageMachine } from '../constructs/state-machine.ts';
import { TrainingImages } from '../constructs/training-images.ts';
import { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import { ROLLOUT_TIMEOUT_SECONDS, type ServingStack } from './serving.ts';

export interface TrainingStackProps extends PlatformStackProps {
  readonly serving: ServingStack;
}

/** From an upload to a released model: images, job roles, stage functions, the retrain state machine and its trigger. */
export class TrainingStack extends Stack {
  readonly retrain: StageMachine;
  readonly images: TrainingImages;
  readonly functions: StageFunctions;
  readonly #arns: SageMakerArns;
  readonly #processing: ProcessingFunction;
  readonly #processingRole: Role;
  readonly #trainingRole: Role;

  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    super(scope, id, props);
    const { configuration, serving, data, notifications } = props;
    this.#arns = new SageMakerArns(this, configuration.environment.name, workloadNames(configuration));
    this.images = new TrainingImages(this, 'Images', { workloads: configuration.workloads });
    this.#processingRole = this.images.processingRole(props);
    this.#trainingRole = this.images.trainingRole(props);
    this.#processing = new ProcessingFunction(this, 'Processing', {
      ...props,
      code: this.images.processing.functionCode('function'),
      variables: processingVariables(props),
    });
    this.functions = new StageFunctions(this, 'Functions', { ...props, arns: this.#arns });
    this.retrain = this.#stateMachine(props);

    const { admit, conclude, lease, keep } = this.functions;
    this.retrain.grantStart('StartFromAdmit', admit.role);
    this.retrain.grantStart('StartFromConclude', conclude.role);
    this.retrain.grantStart('StartFromKeep', keep.role);
    this.retrain.grantControl('SeeHolder', lease.role, ['states:DescribeExecution']);
    this.retrain.grantControl('SeeEnd', conclude.role, ['states:DescribeExecution']);
    this.retrain.grantControl('SeeKeptHolder', keep.role, ['states:DescribeExecution']);
    new RunSchedules(this, 'Schedules', { admit, retrain: this.retrain, topic: notifications.topic });
    for (const starter of [admit, keep]) {
      starter.setEnvironment('RETRAIN_STATE_MACHINE_ARN', this.retrain.machine.stateMachineArn);
    }
    new Keeper(this, 'Keeper', { keep, topic: notifications.topic });
    new ObjectTrigger(this, 'UploadTrigger', {
      kind: 'Upload',
      description: 'New objects in the raw bucket',
      bucket: data.raw.bucket,
      receiver: admit,
      batches: { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 },
      topic: notifications.topic,
      whenOld: 'Uploads wait for half an hour to be admitted; the log of the admit function says why.',
      whenDead:
        'Uploads could not be admitted and wait in the dead-letter queue. Mend the cause, then redrive the queue.',
    });
    this.#listen(props);
    this.#watch(props);
    this.addStackDependency(serving);
  }

  #stateMachine(props: TrainingStackProps): StageMachine {
    const { configuration, data, serving } = props;
    const { environment, workloads } = configuration;
    const { sizes, approval } = environment;
    const candidates = workloads.flatMap((workload) => workload.candidates);
    const attempts = candidates.map((each) => each.capacity.map((offer) => longestSeconds(offer, each)));
    const jobSeconds = Math.max(...attempts.flat());
    const candidateSeconds = Math.max(
      ...attempts.map((seconds) => seconds.reduce((sum, one) => sum + one + PROVISIONING_SECONDS, 0)),
    );
    const longestTuning = Math.max(
      LEAST_TUNING_SECONDS,
      ...workloads.map(({ tune, candidates: all }) => tuningSeconds(tune, all.filter(isTuned))),
    );
    const job = {
      kmsKeyArn: data.key.keyArn,
      tags: runtimeTags(configuration),
      ...(environment.network && { network: environment.network }),
    };
    const definition = new RetrainDefinition(this, 'RetrainDefinition', {
      functions: this.functions.arns,
      rolloutStateMachineArn: serving.rollout.machine.stateMachineArn,
      approvalTimeoutSeconds: approval.timeoutSeconds,
      rolloutTimeoutSeconds: ROLLOUT_TIMEOUT_SECONDS + 300,
      processing: {
        ...job,
        roleArn: this.#processingRole.roleArn,
        imageUri: this.images.processing.uri,
        instanceType: sizes.processingInstanceType,
        volumeGb: sizes.processingVolumeGb,
        timeoutSeconds: sizes.processingTimeoutSeconds,
        environment: processingVariables(props),
        function: {
          arn: this.#processing.function.functionArn,
          timeoutSeconds: sizes.functionTimeoutSeconds,
        },
      },
      training: {
        ...job,
        roleArn: this.#trainingRole.roleArn,
        volumeGb: sizes.trainingVolumeGb,
        maxConcurrency: sizes.parallelCandidates,
        timeoutSeconds: jobSeconds,
        tuningSeconds: longestTuning,
        environment: { TRAINYARD_ENVIRONMENT: environment.name },
      },
    });
    const seconds =
      2 * (sizes.functionTimeoutSeconds + sizes.processingTimeoutSeconds + PROVISIONING_SECONDS) +
      // Candidates that do not fit beside each other wait for each other.
      Math.ceil(10 / sizes.parallelCandidates) * candidateSeconds +
      longestTuning +
      approval.timeoutSeconds +
      ROLLOUT_TIMEOUT_SECONDS +
      3_600;
    const retrain = new StageMachine(this, 'Retrain', {
      comment: 'Trains, evaluates, gates and releases a model of one workload.',
      definition: definition.start,
      timeout: Duration.seconds(seconds),
      logRetentionDays: retentionOf(configuration),
    });
    this.#allowJobs(retrain, props);
    return retrain;
  }

  #allowJobs(retrain: StageMachine, { data, serving }: TrainingStackProps): void {
    const { partition, region, account } = this;
    const rule = (name: string): string => `arn:${partition}:events:${region}:${account}:rule/${name}`;
    const arns = this.#arns;
    retrain.allow(
      ['lambda:InvokeFunction'],
      [...Object.values(this.functions.arns), this.#processing.function.functionArn],
    );
    for (const [kind, jobs] of [
      ['Processing', arns.processingJobs],
      ['Training', arns.trainingJobs],
      ['HyperParameterTuning', arns.tuningJobs],
    ] as const) {
      retrain.allow(
        [`sagemaker:Create${kind}Job`, `sagemaker:Describe${kind}Job`, `sagemaker:Stop${kind}Job`, 'sagemaker:AddTags'],
        jobs,
      );
    }
    retrain.allow(['iam:PassRole'], [this.#processingRole.roleArn, this.#trainingRole.roleArn], {
      StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
    });
    // Step Functions waits for jobs and nested executions by rules of its own.
    retrain.allow(
      ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      [
        rule('StepFunctionsGetEventsForSageMakerProcessingJobsRule'),
        rule('StepFunctionsGetEventsForSageMakerTrainingJobsRule'),
        rule('StepFunctionsGetEventsForSageMakerTuningJobsRule'),
        rule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
      ],
    );
    retrain.allow(['states:StartExecution'], [serving.rollout.machine.stateMachineArn]);
    retrain.allow(['states:DescribeExecution', 'states:StopExecution'], [serving.rollout.executionArns]);
    // A job's volume is encrypted by a grant that the creator of the job makes.
    retrain.allow(['kms:CreateGrant'], [data.key.keyArn], { Bool: { 'kms:GrantIsForAWSResource': 'true' } });
    retrain.allow(['kms:DescribeKey'], [data.key.keyArn]);
  }

  /** The registry's decisions, and executions that ended without concluding themselves. */
  #listen({ configuration, notifications: { topic } }: TrainingStackProps): void {
    const groups = workloadNames(configuration).map((w) => modelPackageGroupName(configuration.environment.name, w));
    const decided = new Rule(this, 'PackageDecided', {
      description: 'A person decided on a model package',
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Model Package State Change'],
        detail: { ModelPackageGroupName: groups },
      },
      targets: [new LambdaFunction(this.functions.approve.function)],
    });
    const ended = new Rule(this, 'RunEnded', {
      description: 'A run ended badly',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.retrain.machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(this.functions.conclude.function)],
    });
    undeliveredAlarm(decided, {
      topic,
      description:
        'A decision on a model did not reach the approve function; the keep function finds it within minutes.',
    });
    undeliveredAlarm(ended, {
      topic,
      description: 'The end of a run did not reach the conclude function; the keep function ends it within minutes.',
    });
  }

  #watch({ notifications: { topic } }: TrainingStackProps): void {
    notifyingAlarm(this, 'RetrainFailures', {
      topic,
      metric: this.retrain.metricFailures({ period: ALARM_PERIOD }),
      description: 'A run failed. The live model is unchanged; `trainyard runs` shows the reason.',
    });
    notifyingAlarm(this, 'RetrainTimeouts', {
      topic,
      metric: this.retrain.metricTimeouts({ period: ALARM_PERIOD }),
      description: 'A run took longer than it may.',
    });
    notifyingAlarm(this, 'Errors-processing', {
      topic,
      metric: this.#processing.metricErrors({ period: ALARM_PERIOD }),
      description: 'The function for small data failed; a job does its work, minutes later. Its log says why.',
    });
    for (const [stage, stageFunction] of Object.entries(this.functions.all)) {
      notifyingAlarm(this, `Errors-${stage}`, {
        topic,
        metric: stageFunction.metricErrors({ period: ALARM_PERIOD }),
        // A few errors are retried and hurt nobody.
        threshold: 3,
        description: `The ${stage} function keeps failing; its log says why.`,
      });
    }
  }
}

/** What the programs of the processing image are told, as a job and as a function. */
const processingVariables = ({ configuration, data }: PlatformStackProps): Record<string, string> => ({
  TRAINYARD_ENVIRONMENT: configuration.environment.name,
  RAW_BUCKET: data.raw.name,
  LAKE_BUCKET: data.lake.name,
  ARTIFACTS_BUCKET: data.artifacts.name,
});
