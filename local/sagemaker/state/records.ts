import type {
  CreateEndpointConfigCommandInput,
  CreateHyperParameterTuningJobCommandInput,
  CreateModelCommandInput,
  CreateModelPackageCommandInput,
  CreateModelPackageGroupCommandInput,
  CreateProcessingJobCommandInput,
  CreateTrainingJobCommandInput,
  DeploymentConfig,
  EndpointStatus,
  HyperParameterTuningJobStatus,
  ModelApprovalStatus,
  ModelLifeCycle,
  ProcessingJobStatus,
  SecondaryStatus,
  TrainingJobStatus,
} from '@aws-sdk/client-sagemaker';

/** What the plane keeps of each resource. Every `…At` is milliseconds since the epoch. */
export interface Resource<Request> {
  readonly name: string;
  readonly arn: string;
  /** The request that made it, as it came. */
  readonly request: Request;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface Transition {
  readonly status: SecondaryStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly message: string;
}

/** A value that a training's log gave a metric. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

export interface TrainingJob extends Resource<CreateTrainingJobCommandInput> {
  readonly status: TrainingJobStatus;
  readonly secondaryStatus: SecondaryStatus;
  readonly transitions: readonly Transition[];
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly failureReason?: string;
  readonly modelArtifacts: string;
  /** The last value of each metric that its log had. */
  readonly finalMetrics?: readonly MetricPoint[];
  /** Set when a tuning job started it. */
  readonly trial?: Trial;
}

/** What a tuning job knows of one of its training jobs. */
export interface Trial {
  readonly tuningJobName: string;
  readonly tuningJobArn: string;
  readonly definition: string | undefined;
  /** The values of the hyperparameters that are searched. */
  readonly values: Readonly<Record<string, string>>;
  /** The metric that is looked for. */
  readonly metric: string;
}

export interface TuningJob extends Resource<CreateHyperParameterTuningJobCommandInput> {
  readonly status: HyperParameterTuningJobStatus;
  readonly seed: number;
  readonly endedAt?: number;
  readonly failureReason?: string;
  /** Trials in a row, up to the last one that ended, that were no better than the best before them. */
  readonly notImproving?: number;
}

export interface ProcessingJob extends Resource<CreateProcessingJobCommandInput> {
  readonly status: ProcessingJobStatus;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly failureReason?: string;
  readonly exitMessage?: string;
}

export type Model = Resource<CreateModelCommandInput>;
export type EndpointConfig = Resource<CreateEndpointConfigCommandInput>;

/** One variant with all it needs to start, so that an endpoint survives the deletion of its models. */
export interface DeployedVariant {
  readonly name: string;
  readonly instanceCount: number;
  readonly weight: number;
  /** Seconds a container has until its first successful ping. */
  readonly startupTimeoutSeconds: number;
  readonly model: CreateModelCommandInput;
}

export interface Deployment {
  readonly configName: string;
  /** Counts the endpoint's deployments; it names their folders. */
  readonly revision: number;
  readonly variants: readonly DeployedVariant[];
}

export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  readonly status: EndpointStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly failureReason?: string | undefined;
  /** What answers, or what is being created. */
  readonly deployment: Deployment;
  /** What an update is moving to. */
  readonly pending?: Deployment | undefined;
  readonly deploymentConfig?: DeploymentConfig | undefined;
}

export interface ModelPackageGroup extends Resource<CreateModelPackageGroupCommandInput> {
  readonly createdBy: string | undefined;
  /** The next version: a deleted package's number is not given again. */
  readonly nextVersion: number;
}

export interface ModelPackage extends Resource<CreateModelPackageCommandInput> {
  readonly group: string;
  readonly version: number;
  readonly approvalStatus: ModelApprovalStatus;
  readonly approvalDescription?: string | undefined;
  readonly customerMetadata?: Record<string, string> | undefined;
  readonly lifeCycle?: ModelLifeCycle | undefined;
  readonly createdBy: string | undefined;
  readonly modifiedBy?: string | undefined;
}
