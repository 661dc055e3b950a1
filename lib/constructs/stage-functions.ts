import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { artifactKey } from '../../domain/names.ts';
import type { StageFunctions as StageArns } from '../../pipelines/retrain.ts';
import { retentionOf, workloadNames } from '../configured.ts';
import { grantBases, grantPublish, grantReadRecords, grantRecords, grantWorkloadParameters } from '../grants.ts';
import type { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import type { ServingStack } from '../stacks/serving.ts';
import { StageFunction } from './stage-function.ts';

export interface StageFunctionsProps extends PlatformStackProps {
  readonly arns: SageMakerArns;
  readonly serving: ServingStack;
}

const SEE_TUNING = [
  'sagemaker:DescribeHyperParameterTuningJob',
  'sagemaker:ListTrainingJobsForHyperParameterTuningJob',
];

/** The functions of the stages from `admit` to `conclude`, each with no more rights than its stage needs. */
export class StageFunctions extends Construct {
  readonly admit: StageFunction;
  readonly lease: StageFunction;
  readonly prepare: StageFunction;
  readonly offer: StageFunction;
  readonly job: StageFunction;
  readonly train: StageFunction;
  readonly gate: StageFunction;
  readonly register: StageFunction;
  readonly approve: StageFunction;
  readonly conclude: StageFunction;
  readonly keep: StageFunction;
  readonly #props: StageFunctionsProps;

  constructor(scope: Construct, id: string, props: StageFunctionsProps) {
    super(scope, id);
    this.#props = props;
    this.admit = this.#admit();
    this.lease = this.#lease();
    this.prepare = this.#prepare();
    this.offer = this.#offer();
    this.job = this.#job();
    this.train = this.#train();
    this.gate = this.#gate();
    this.register = this.#register();
    this.approve = this.#approve();
    this.conclude = this.#conclude();
    this.keep = this.#keep();
  }

  get all(): Record<string, StageFunction> {
    const { admit, lease, prepare, offer, job, train, gate, register, approve, conclude, keep } = this;
    return { admit, lease, prepare, offer, job, train, gate, register, approve, conclude, keep };
  }

  /** Of the functions that are states. */
  get arns(): StageArns {
    return {
      lease: this.lease.function.functionArn,
      prepare: this.prepare.function.functionArn,
      offer: this.offer.function.functionArn,
      job: this.job.function.functionArn,
      train: this.train.function.functionArn,
      gate: this.gate.function.functionArn,
      register: this.register.function.functionArn,
      approve: this.approve.function.functionArn,
      conclude: this.conclude.function.functionArn,
    };
  }

  #admit(): StageFunction {
    const { notifications, configuration } = this.#props;
    const admit = this.#function('Admit', 'admit', 'Records uploads and starts runs', {
      NOTIFICATIONS_TOPIC_ARN: notifications.topic.topicArn,
    });
    grantWorkloadParameters(this, configuration.environment.name, admit);
    grantPublish(notifications.topic, admit);
    return admit;
  }

  #lease(): StageFunction {
    const { data, configuration, notifications, arns } = this.#props;
    const lease = this.#function('Lease', 'lease', 'Takes the lease of a workload and plans the run', {
      ARTIFACTS_BUCKET: data.artifacts.name,
      NOTIFICATIONS_TOPIC_ARN: notifications.topic.topicArn,
    });
    grantWorkloadParameters(this, configuration.environment.name, lease);
    lease.allow(['sagemaker:DescribeModelPackage'], arns.packages);
    // The run that a lease is taken over from leaves no job behind, and people are told of its end.
    this.#allowJobs(lease);
    grantPublish(notifications.topic, lease);
    // A repeated call gives the plan that the first one wrote.
    data.artifacts.grantRead(lease, ...this.#runs);
    grantBases(configuration, data, lease);
    data.artifacts.grantWrite(lease, ...this.#runs);
    return lease;
  }

  #prepare(): StageFunction {
    const { data, configuration } = this.#props;
    const prepare = this.#function('Prepare', 'prepare', 'Reads the prepared dataset and plans the training jobs', {
      LAKE_BUCKET: data.lake.name,
      ARTIFACTS_BUCKET: data.artifacts.name,
    });
    data.artifacts.grantRead(prepare, ...this.#runs);
    grantBases(configuration, data, prepare);
    this.#grantMeter(prepare);
    return prepare;
  }

  #offer(): StageFunction {
    const { data, arns } = this.#props;
    const offer = this.#withoutRecords('Offer', 'offer', 'Chooses the machine that a candidate is trained on next', {
      RECORDS_TABLE: data.records.tableName,
    });
    grantReadRecords(data, offer);
    offer.allow(['sagemaker:DescribeTrainingJob'], arns.trainingJobs);
    return offer;
  }

  #job(): StageFunction {
    const job = this.#withoutRecords('Job', 'job', 'Looks at what a job came to', {});
    this.#allowJobs(job);
    return job;
  }

  /** Looks at jobs and stops them. */
  #allowJobs(stage: StageFunction): void {
    const { arns } = this.#props;
    stage.allow(['sagemaker:DescribeProcessingJob', 'sagemaker:StopProcessingJob'], arns.processingJobs);
    this.#allowTrainings(stage);
  }

  /** Looks at trainings and at tuning jobs with their trials, and stops them. */
  #allowTrainings(stage: StageFunction): void {
    const { arns } = this.#props;
    stage.allow(['sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob'], arns.trainingJobs);
    stage.allow([...SEE_TUNING, 'sagemaker:StopHyperParameterTuningJob'], arns.tuningJobs);
  }

  #train(): StageFunction {
    const { data } = this.#props;
    const train = this.#function('Train', 'train', 'Records what became of each candidate', {
      ARTIFACTS_BUCKET: data.artifacts.name,
      LAKE_BUCKET: data.lake.name,
    });
    this.#allowTrainings(train);
    data.artifacts.grantRead(train, ...this.#runs);
    data.artifacts.grantWrite(train, ...this.#runs);
    data.lake.grantWrite(train, 'trials/');
    return train;
  }

  #gate(): StageFunction {
    const { data } = this.#props;
    const gate = this.#function('Gate', 'gate', 'Decides whether the best candidate is better than the champion', {
      ARTIFACTS_BUCKET: data.artifacts.name,
      LAKE_BUCKET: data.lake.name,
    });
    data.artifacts.grantRead(gate, ...this.#runs);
    data.artifacts.grantWrite(gate, ...this.#runs);
    data.lake.grantWrite(gate, 'evaluations/');
    return gate;
  }

  #register(): StageFunction {
    const { data, arns, configuration, serving } = this.#props;
    const register = this.#function('Register', 'register', 'Puts the model into the registry', {
      ARTIFACTS_BUCKET: data.artifacts.name,
    });
    data.artifacts.grantRead(register, ...this.#runs);
    for (const image of new Set(configuration.workloads.map(({ name }) => serving.imageOf(name)))) {
      image.grantDescribe(register);
      image.grantPull(register);
    }
    register.allow(
      [
        'sagemaker:CreateModelPackage',
        'sagemaker:DescribeModelPackage',
        'sagemaker:UpdateModelPackage',
        'sagemaker:ListModelPackages',
        'sagemaker:AddTags',
      ],
      [...arns.packageGroups, ...arns.packages],
    );
    return register;
  }

  #approve(): StageFunction {
    const { arns, notifications } = this.#props;
    const approve = this.#function(
      'Approve',
      'approve',
      "Turns the registry's decision into the waiting task's answer",
      { NOTIFICATIONS_TOPIC_ARN: notifications.topic.topicArn },
    );
    grantPublish(notifications.topic, approve);
    // What nobody decided about in time is rejected as expired, and waits again when its run is taken up again.
    approve.allow(['sagemaker:DescribeModelPackage', 'sagemaker:UpdateModelPackage'], arns.packages);
    this.#allowAnswers(approve);
    return approve;
  }

  #conclude(): StageFunction {
    const { data, notifications } = this.#props;
    const conclude = this.#function('Conclude', 'conclude', "Records a run's end, tells people and frees the lease", {
      ARTIFACTS_BUCKET: data.artifacts.name,
      NOTIFICATIONS_TOPIC_ARN: notifications.topic.topicArn,
    });
    data.artifacts.grantRead(conclude, ...this.#runs);
    data.artifacts.grantWrite(conclude, ...this.#experiments);
    this.#allowJobs(conclude);
    grantPublish(notifications.topic, conclude);
    return conclude;
  }

  /** A task token is its own right: these actions know no resource. */
  #allowAnswers(stage: StageFunction): void {
    stage.allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], ['*']);
  }

  /** As `conclude` for a run whose holder is gone, as `approve` for a decision whose event was lost; it also stops jobs. */
  #keep(): StageFunction {
    const { arns, data, notifications, configuration } = this.#props;
    const keep = this.#function('Keep', 'keep', 'Looks after leases, owed runs and the cost of jobs', {
      ARTIFACTS_BUCKET: data.artifacts.name,
      NOTIFICATIONS_TOPIC_ARN: notifications.topic.topicArn,
      WORKLOADS: workloadNames(configuration).join(','),
    });
    grantWorkloadParameters(this, configuration.environment.name, keep);
    data.artifacts.grantRead(keep, ...this.#runs);
    data.artifacts.grantWrite(keep, ...this.#experiments);
    grantBases(configuration, data, keep);
    this.#allowJobs(keep);
    keep.allow(['sagemaker:DescribeModelPackage'], arns.packages);
    this.#allowAnswers(keep);
    grantPublish(notifications.topic, keep);
    return keep;
  }

  /** Reads how long jobs ran, and on what. */
  #grantMeter(reader: StageFunction): void {
    const { arns } = this.#props;
    reader.allow(['sagemaker:DescribeTrainingJob'], arns.trainingJobs);
    reader.allow(SEE_TUNING, arns.tuningJobs);
    reader.allow(['sagemaker:DescribeProcessingJob'], arns.processingJobs);
  }

  get #runs(): string[] {
    return workloadNames(this.#props.configuration).map((workload) => `${workload}/runs/`);
  }

  /** The one object of a run that is written after its end. */
  get #experiments(): string[] {
    return workloadNames(this.#props.configuration).map((workload) => artifactKey.experiment(workload, '*'));
  }

  #function(id: string, stage: string, description: string, environment: Record<string, string>): StageFunction {
    const { data } = this.#props;
    const variables = { RECORDS_TABLE: data.records.tableName, ...environment };
    const stageFunction = this.#withoutRecords(id, stage, description, variables);
    grantRecords(data, stageFunction);
    return stageFunction;
  }

  #withoutRecords(id: string, stage: string, description: string, environment: Record<string, string>): StageFunction {
    const { configuration } = this.#props;
    return new StageFunction(this, id, {
      stage,
      description,
      timeout: Duration.seconds(60),
      logRetentionDays: retentionOf(configuration),
      environment: { TRAINYARD_ENVIRONMENT: configuration.environment.name, ...environment },
    });
  }
}
