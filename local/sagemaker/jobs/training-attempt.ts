import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import { mlPath } from '../engine/container-paths.ts';
import type { Interruption } from '../spot/interruption.ts';
import type { SpotInstance } from '../spot/spot-instances.ts';
import type { TrainingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { Checkpoints } from './checkpoints.ts';
import { described } from './download.ts';
import { JobError, MOST_CHARACTERS } from './job-error.ts';
import { runContainer } from './run-container.ts';
import { stopReasonOf } from './stop-reason.ts';
import type { Ending } from './supervise.ts';
import { layTrainingInput } from './training-input.ts';
import { beginStopping, moveTrainingJob, stopTrainingJob } from './training-state.ts';
import { uploadArchive } from './upload.ts';
import { trainedSeconds } from './usage.ts';

/**
 * One stay of a training job on an instance: download, run, upload. Returns the interruption that ended it; nothing
 * when it ended the job.
 * @throws JobError, or the reason of `stop` when that came before the container.
 */
export async function attemptTraining(
  plane: Surroundings,
  job: TrainingJob,
  stop: AbortSignal,
): Promise<Interruption | undefined> {
  const machine = join(plane.settings.stateDirectory, 'jobs', 'training', job.name);
  const instance = job.request.EnableManagedSpotTraining ? plane.spotInstances.launch(job.name) : undefined;
  try {
    return await onMachine(plane, job, join(machine, 'ml'), stop, instance);
  } finally {
    instance?.release();
    await rm(machine, { recursive: true, force: true }).catch((error) => plane.onTrouble(described(error)));
  }
}

async function onMachine(
  plane: Surroundings,
  job: TrainingJob,
  ml: string,
  stop: AbortSignal,
  instance: SpotInstance | undefined,
): Promise<Interruption | undefined> {
  const store = plane.objects.as(plane.roles.provider(job.request.RoleArn ?? ''));
  const signal = instance === undefined ? stop : AbortSignal.any([stop, instance.signal]);
  const checkpoints = checkpointsOf(plane, job, store, ml);
  let ending: Ending;
  try {
    ending = await train(plane, job, { ml, store, checkpoints, signal, instance });
    if (ending.kind === 'stopped' && ending.reason.kind === 'interrupted') {
      if (!stop.aborted) moveTrainingJob(plane, job.name, 'InProgress', 'Interrupted');
      await checkpoints?.stop(ending.reason.interruption.lastUploadFiles);
      return ending.reason.interruption;
    }
  } finally {
    await checkpoints?.stop();
  }
  instance?.release();
  if (ending.kind === 'exited' || ending.reason.kind !== 'shutdown') await finish(plane, job, ending, store, ml);
  return undefined;
}

interface Machine {
  readonly ml: string;
  readonly store: ObjectStore;
  readonly checkpoints: Checkpoints | undefined;
  readonly signal: AbortSignal;
  readonly instance: SpotInstance | undefined;
}

async function train(
  plane: Surroundings,
  job: TrainingJob,
  { ml, store, checkpoints, signal, instance }: Machine,
): Promise<Ending> {
  const { request, name } = job;
  const before = plane.store.trainingJobs.get(name);
  moveTrainingJob(plane, name, 'InProgress', 'Downloading', { startedAt: before?.startedAt ?? plane.now() });
  await layTrainingInput(request, store, ml);
  await checkpoints?.start();
  const early = stopReasonOf(signal);
  if (early?.kind === 'interrupted') return { kind: 'stopped', reason: early };
  signal.throwIfAborted();

  moveTrainingJob(plane, name, 'InProgress', 'Training');
  const trained = trainedSeconds(before?.transitions ?? []);
  const { MaxRuntimeInSeconds } = request.StoppingCondition ?? {};
  return runContainer(plane, {
    kind: 'TrainingJobs',
    job: name,
    provider: plane.roles.provider(request.RoleArn ?? ''),
    networkIsolation: request.EnableNetworkIsolation,
    container: {
      image: request.AlgorithmSpecification?.TrainingImage ?? '',
      entrypoint: request.AlgorithmSpecification?.ContainerEntrypoint,
      arguments: request.AlgorithmSpecification?.ContainerArguments ?? ['train'],
      environment: { TRAINING_JOB_NAME: name, TRAINING_JOB_ARN: job.arn, ...request.Environment },
      mlDirectory: ml,
    },
    maxRuntimeSeconds: MaxRuntimeInSeconds === undefined ? undefined : Math.max(0, MaxRuntimeInSeconds - trained),
    signal,
    onStarted: () => instance?.trainingStarts(trained),
    onStopping: ({ kind }) => {
      if (kind === 'max-runtime' || kind === 'max-wait') beginStopping(plane, name);
    },
  });
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
  const output = job.modelArtifacts.replace(/model\.tar\.gz$/, 'output.tar.gz');
  await uploadArchive(store, join(ml, 'output/data'), output, kmsKeyId);
  if (ending.kind === 'stopped') stopTrainingJob(plane, job.name, ending.reason);
  else moveTrainingJob(plane, job.name, 'Completed', 'Completed', { endedAt: plane.now() });
}

function checkpointsOf(plane: Surroundings, job: TrainingJob, store: ObjectStore, ml: string): Checkpoints | undefined {
  const config = job.request.CheckpointConfig;
  if (config?.S3Uri === undefined) return undefined;
  return new Checkpoints({
    store,
    uri: config.S3Uri,
    folder: mlPath(ml, config.LocalPath ?? DEFAULT_CHECKPOINTS).replace(/\/$/, ''),
    scratch: join(ml, '../outgoing'),
    syncSeconds: plane.settings.checkpointSyncSeconds,
    onTrouble: plane.onTrouble,
  });
}

const DEFAULT_CHECKPOINTS = '/opt/ml/checkpoints';

async function failureOf(ml: string): Promise<string> {
  const file = join(ml, 'output/failure');
  return existsSync(file) ? (await readFile(file, 'utf8')).slice(0, MOST_CHARACTERS - 100) : '';
}
