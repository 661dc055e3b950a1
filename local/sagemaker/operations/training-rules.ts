import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { hasInstanceStore } from '../../../domain/offer/local-storage.ts';
import { quotaName } from '../../../domain/offer/quota-name.ts';
import { invalid, ServiceError } from '../api/service-error.ts';
import { compiled } from '../jobs/metric-scan.ts';
import { type Capacity, wantedBy } from '../spot/capacity.ts';

/**
 * Rules for training jobs that the service model cannot say.
 * @throws ServiceError ValidationException
 */
export function checkTrainingRules(input: CreateTrainingJobCommandInput): void {
  if (input.AlgorithmSpecification?.TrainingImage === undefined) {
    throw invalid('You must specify the training image: the local runtime has no algorithms of its own.');
  }
  if (input.OutputDataConfig === undefined) throw invalid('OutputDataConfig is required.');
  const names = (input.InputDataConfig ?? []).map((channel) => channel.ChannelName);
  if (new Set(names).size < names.length) throw invalid('Channel names must be unique within a training job.');
  checkMetrics(input);
  checkTimes(input);
  checkMachine(input);
  checkCheckpoints(input);
}

function checkMetrics({ AlgorithmSpecification }: CreateTrainingJobCommandInput): void {
  for (const { Name, Regex = '' } of AlgorithmSpecification?.MetricDefinitions ?? []) {
    if (compiled(Regex) === undefined) throw invalid(`Invalid regular expression for the metric ${Name}: ${Regex}.`);
  }
}

/** MaxWaitTimeInSeconds belongs to spot, and has the run in it. */
function checkTimes({ EnableManagedSpotTraining, StoppingCondition }: CreateTrainingJobCommandInput): void {
  const { MaxRuntimeInSeconds = 86_400, MaxWaitTimeInSeconds } = StoppingCondition ?? {};
  if (EnableManagedSpotTraining) {
    if (MaxWaitTimeInSeconds !== undefined && MaxWaitTimeInSeconds >= MaxRuntimeInSeconds) return;
    throw invalid(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds when ' +
        'EnableManagedSpotTraining is true.',
    );
  }
  if (MaxWaitTimeInSeconds !== undefined) {
    throw invalid('MaxWaitTimeInSeconds above 0 is not supported when EnableManagedSpotTraining is false.');
  }
}

function checkMachine({ EnableManagedSpotTraining, ResourceConfig }: CreateTrainingJobCommandInput): void {
  const { InstanceType = '', InstanceCount = 1, KeepAlivePeriodInSeconds, VolumeKmsKeyId } = ResourceConfig ?? {};
  if (VolumeKmsKeyId !== undefined && hasInstanceStore(InstanceType)) {
    throw invalid(
      `VolumeKmsKeyId is not supported for the instance type ${InstanceType}: its local storage is encrypted by a ` +
        'hardware module on the instance.',
    );
  }
  if (EnableManagedSpotTraining && KeepAlivePeriodInSeconds) {
    throw invalid('KeepAlivePeriodInSeconds is not supported when EnableManagedSpotTraining is true.');
  }
  if (InstanceCount > MOST_INSTANCES) {
    throw new ServiceError(
      'ResourceLimitExceeded',
      `The account-level service limit 'Number of instances for a training job' is ${MOST_INSTANCES} Instances, with ` +
        `current utilization of 0 Instances and a request delta of ${InstanceCount} Instances: they all run on this machine.`,
    );
  }
}

/** Instances of one job, which are as many containers side by side. */
const MOST_INSTANCES = 8;

/** Folders of `/opt/ml` that mean something else. */
const RESERVED = ['/opt/ml/input', '/opt/ml/model', '/opt/ml/output', '/opt/ml/code', '/opt/ml/failure'];

function checkCheckpoints({ CheckpointConfig }: CreateTrainingJobCommandInput): void {
  if (CheckpointConfig === undefined) return;
  const { S3Uri = '', LocalPath = '/opt/ml/checkpoints' } = CheckpointConfig;
  if (!/^s3:\/\/[^/]+/.test(S3Uri)) throw invalid(`Invalid S3Uri in CheckpointConfig: ${S3Uri}.`);
  const inside = (folder: string): boolean => LocalPath === folder || LocalPath.startsWith(`${folder}/`);
  const taken = RESERVED.some(inside) || /^\/opt\/ml\/?$/.test(LocalPath);
  if (taken || LocalPath.split('/').includes('..') || !inside('/opt/ml')) {
    throw invalid(
      `Invalid LocalPath in CheckpointConfig: ${LocalPath}. It must be a folder of its own; the local runtime takes ` +
        'those below /opt/ml.',
    );
  }
}

/**
 * A machine type that the account has no quota for is refused before anything is created.
 * @throws ServiceError ResourceLimitExceeded
 */
export function checkQuota(capacity: Pick<Capacity, 'levelOf'>, input: CreateTrainingJobCommandInput): void {
  const wanted = wantedBy(input);
  if (capacity.levelOf(wanted) !== 'limited') return;
  throw new ServiceError(
    'ResourceLimitExceeded',
    `The account-level service limit '${quotaName(wanted)}' is 0 Instances, with current utilization of 0 Instances and a request ` +
      `delta of ${input.ResourceConfig?.InstanceCount ?? 1} Instances. Please use AWS Service Quotas to request an ` +
      'increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for ' +
      'this quota.',
  );
}
