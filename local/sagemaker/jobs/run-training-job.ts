import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import { mlPath } from '../engine/container-paths.ts';
import { ImageUnknown } from '../engine/engine.ts';
import type { TrainingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { Checkpoints } from './checkpoints.ts';
import { described, download } from './download.ts';
import { JobError, MOST_CHARACTERS } from './job-error.ts';
import { runContainer } from './run-container.ts';
import type { Slots } from './slots.ts';
import type { Ending } from './supervise.ts';
import { writeTrainingInput } from './training-input.ts';
import { moveTrainingJob } from './training-state.ts';
import { uploadArchive } from './upload.ts';

/** Runs one training job from Starting to its end; every outcome is a state of the job, so it never rejects. */
export async function runTrainingJob(
  plane: Surroundings,
  job: TrainingJob,
  slots: Slots,
  signal: AbortSignal,
): Promise<void> {
  const directory = join(plane.settings.stateDirectory, 'jobs', 'training', job.name);
  let release: (() => void) | undefined;
  try {
    release = await slots.take(waitLimit(job, signal));
    await train(plane, job, directory, signal);
  } catch (error) {
    conclude(plane, job, error, signal);
  } finally {
    release?.();
    await rm(directory, { recursive: true, force: true }).catch((error) => plane.onTrouble(described(error)));
  }
}

async function train(plane: Surroundings, job: TrainingJob, directory: string, signal: AbortSignal): Promise<void> {
  const { request, name } = job;
  const ml = join(directory, 'ml');
  const provider = plane.roles.provider(request.RoleArn ?? '');
  const store = plane.objects.as(provider);
  moveTrainingJob(plane, name, 'InProgress', 'Downloading', { startedAt: plane.now() });
  await prepareFolders(ml);
  await writeTrainingInput(request, ml);
  await Promise.all((request.InputDataConfig ?? []).map((channel) => downloadChannel(store, channel, ml)));
  signal.throwIfAborted();

  const checkpoints = checkpointsOf(plane, job, store, ml);
  await checkpoints?.start();
  let ending: Ending;
  try {
    moveTrainingJob(plane, name, 'InProgress', 'Training');
    ending = await runContainer(plane, {
      kind: 'TrainingJobs',
      job: name,
      provider,
      networkIsolation: request.EnableNetworkIsolation,
      container: {
        image: request.AlgorithmSpecification?.TrainingImage ?? '',
        entrypoint: request.AlgorithmSpecification?.ContainerEntrypoint,
        arguments: request.AlgorithmSpecification?.ContainerArguments ?? ['train'],
        environment: { TRAINING_JOB_NAME: name, TRAINING_JOB_ARN: job.arn, ...request.Environment },
        mlDirectory: ml,
      },
      maxRuntimeSeconds: request.StoppingCondition?.MaxRuntimeInSeconds,
      signal,
    });
  } finally {
    await checkpoints?.stop();
  }
  if (signal.reason === 'shutdown') return;
  await finish(plane, job, ending, store, ml);
}

async function finish(
  plane: Surroundings,
  job: TrainingJob,
  ending: Ending,
  store: ObjectStore,
  ml: string,
): Promise<void> {
  if (ending.kind === 'exited' && ending.exitCode !== 0) {
    throw new JobError('AlgorithmError', `${await failureOf(ml)}, exit code: ${ending.exitCode}`);
  }
  moveTrainingJob(plane, job.name, 'InProgress', 'Uploading');
  const kmsKeyId = job.request.OutputDataConfig?.KmsKeyId;
  await uploadArchive(store, join(ml, 'model'), job.modelArtifacts, kmsKeyId);
  await uploadArchive(
    store,
    join(ml, 'output/data'),
    job.modelArtifacts.replace(/model\.tar\.gz$/, 'output.tar.gz'),
    kmsKeyId,
  );
  const endedAt = plane.now();
  if (ending.kind === 'exited') moveTrainingJob(plane, job.name, 'Completed', 'Completed', { endedAt });
  else if (ending.kind === 'stopped') moveTrainingJob(plane, job.name, 'Stopped', 'Stopped', { endedAt });
  else moveTrainingJob(plane, job.name, 'Stopped', 'MaxRuntimeExceeded', { endedAt });
}

function conclude(plane: Surroundings, job: TrainingJob, error: unknown, signal: AbortSignal): void {
  if (signal.reason === 'shutdown') return;
  const endedAt = plane.now();
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    moveTrainingJob(plane, job.name, 'Stopped', 'MaxWaitTimeExceeded', { endedAt });
  } else if (signal.aborted && error === signal.reason) {
    moveTrainingJob(plane, job.name, 'Stopped', 'Stopped', { endedAt });
  } else {
    moveTrainingJob(plane, job.name, 'Failed', 'Failed', { endedAt, failureReason: failureReason(error) });
  }
}

/** A job's error in the words of `FailureReason`. */
export function failureReason(error: unknown): string {
  if (error instanceof JobError) return error.message;
  const fault = error instanceof ImageUnknown ? 'ClientError' : 'InternalServerError';
  return new JobError(fault, error instanceof ImageUnknown ? error.message : described(error)).message;
}

/** A spot job that gets no capacity ends when its waiting time is over. */
function waitLimit(job: TrainingJob, signal: AbortSignal): AbortSignal {
  const seconds = job.request.StoppingCondition?.MaxWaitTimeInSeconds;
  return seconds === undefined
    ? signal
    : AbortSignal.any([signal, AbortSignal.timeout(Math.min(seconds * 1000, 2 ** 31 - 1))]);
}

async function prepareFolders(ml: string): Promise<void> {
  for (const folder of ['input/config', 'input/data', 'model', 'output/data']) {
    await mkdir(join(ml, folder), { recursive: true });
  }
}

type Channel = NonNullable<TrainingJob['request']['InputDataConfig']>[number];

async function downloadChannel(store: ObjectStore, channel: Channel, ml: string): Promise<void> {
  const source = channel.DataSource?.S3DataSource;
  const type = source?.S3DataType;
  if (source?.S3Uri === undefined || (type !== 'S3Prefix' && type !== 'ManifestFile')) {
    throw new JobError(
      'ClientError',
      `Channel ${channel.ChannelName} has a data source that the local runtime does not support.`,
    );
  }
  await download(store, { uri: source.S3Uri, type }, join(ml, 'input/data', channel.ChannelName ?? ''));
}

function checkpointsOf(plane: Surroundings, job: TrainingJob, store: ObjectStore, ml: string): Checkpoints | undefined {
  const config = job.request.CheckpointConfig;
  if (config?.S3Uri === undefined) return undefined;
  const folder = mlPath(ml, config.LocalPath ?? '/opt/ml/checkpoints');
  return new Checkpoints(store, config.S3Uri, folder, plane.onTrouble);
}

async function failureOf(ml: string): Promise<string> {
  const file = join(ml, 'output/failure');
  return existsSync(file) ? (await readFile(file, 'utf8')).slice(0, MOST_CHARACTERS - 100) : '';
}
