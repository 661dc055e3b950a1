import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import type { Interruption } from '../spot/interruption.ts';
import type { SpotInstance } from '../spot/spot-instances.ts';
import type { TrainingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { type ClusterEnding, gather, runTogether } from './cluster.ts';
import { described } from './download.ts';
import { placesOf } from './hosts.ts';
import { JobError } from './job-error.ts';
import { stopReasonOf } from './stop-reason.ts';
import { TrainingMachine } from './training-machine.ts';
import { beginStopping, moveTrainingJob, stopTrainingJob } from './training-state.ts';
import { uploadArchive } from './upload.ts';
import { trainedSeconds } from './usage.ts';

/**
 * One stay of a training job on its instances: download, run, upload. Returns the interruption that ended it; nothing
 * when it ended the job.
 * @throws JobError, or the reason of `stop` when that came before the containers.
 */
export async function attemptTraining(
  plane: Surroundings,
  job: TrainingJob,
  stop: AbortSignal,
): Promise<Interruption | undefined> {
  const folder = join(plane.settings.stateDirectory, 'jobs', 'training', job.name);
  const store = plane.objects.as(plane.roles.provider(job.request.RoleArn ?? ''));
  const machines = placesOf(job.request.ResourceConfig?.InstanceCount ?? 1).map(
    (place) => new TrainingMachine(plane, job, store, place, folder),
  );
  const instance = job.request.EnableManagedSpotTraining ? plane.spotInstances.launch(job.name) : undefined;
  try {
    return await onMachines(plane, job, { machines, store, instance }, stop);
  } finally {
    instance?.release();
    await rm(folder, { recursive: true, force: true }).catch((error) => plane.onTrouble(described(error)));
  }
}

interface Cluster {
  readonly machines: readonly TrainingMachine[];
  readonly store: ObjectStore;
  /** Taken away for all machines at once. */
  readonly instance: SpotInstance | undefined;
}

async function onMachines(
  plane: Surroundings,
  job: TrainingJob,
  cluster: Cluster,
  stop: AbortSignal,
): Promise<Interruption | undefined> {
  const { machines, store, instance } = cluster;
  const save = (mostFiles?: number) => Promise.all(machines.map((machine) => machine.saveCheckpoints(mostFiles)));
  let end: ClusterEnding | Interruption;
  try {
    end = await train(plane, job, cluster, stop);
    if (!('ending' in end)) {
      if (!stop.aborted) moveTrainingJob(plane, job.name, 'InProgress', 'Interrupted');
      await save(end.lastUploadFiles);
      return end;
    }
  } finally {
    await save();
  }
  instance?.release();
  const { ending } = end;
  if (ending.kind === 'exited' || ending.reason.kind !== 'shutdown') await finish(plane, job, end, machines, store);
  return undefined;
}

/** Returns the interruption, or how the containers ended. */
async function train(
  plane: Surroundings,
  job: TrainingJob,
  { machines, instance }: Cluster,
  stop: AbortSignal,
): Promise<ClusterEnding | Interruption> {
  const { name, request } = job;
  const signal = instance === undefined ? stop : AbortSignal.any([stop, instance.signal]);
  const before = plane.store.trainingJobs.get(name);
  moveTrainingJob(plane, name, 'InProgress', 'Downloading', { startedAt: before?.startedAt ?? plane.now() });
  await Promise.all(machines.map((machine) => machine.prepare()));
  const early = stopReasonOf(signal);
  if (early?.kind === 'interrupted') return early.interruption;
  signal.throwIfAborted();

  moveTrainingJob(plane, name, 'InProgress', 'Training');
  const trained = trainedSeconds(before?.transitions ?? []);
  const { MaxRuntimeInSeconds } = request.StoppingCondition ?? {};
  const end = await runTogether(machines, signal, (machine, either) =>
    machine.run({
      maxRuntimeSeconds: MaxRuntimeInSeconds === undefined ? undefined : Math.max(0, MaxRuntimeInSeconds - trained),
      signal: either,
      onStarted: () => instance?.trainingStarts(trained),
      onStopping: ({ kind }) => {
        if (kind === 'max-runtime' || kind === 'max-wait') beginStopping(plane, name);
      },
    }),
  );
  const { ending } = end;
  return ending.kind === 'stopped' && ending.reason.kind === 'interrupted' ? ending.reason.interruption : end;
}

async function finish(
  plane: Surroundings,
  job: TrainingJob,
  { ending, machine }: ClusterEnding,
  machines: readonly TrainingMachine[],
  store: ObjectStore,
): Promise<void> {
  if (ending.kind === 'exited' && ending.exitCode !== 0) {
    throw new JobError('AlgorithmError', `${await machine.failure()}, exit code: ${ending.exitCode}`);
  }
  moveTrainingJob(plane, job.name, 'InProgress', 'Uploading');
  const kmsKeyId = job.request.OutputDataConfig?.KmsKeyId;
  const output = job.modelArtifacts.replace(/model\.tar\.gz$/, 'output.tar.gz');
  await uploadArchive(store, await gather(machines, 'model'), job.modelArtifacts, kmsKeyId);
  await uploadArchive(store, await gather(machines, 'output/data'), output, kmsKeyId);
  if (ending.kind === 'stopped') stopTrainingJob(plane, job.name, ending.reason);
  else moveTrainingJob(plane, job.name, 'Completed', 'Completed', { endedAt: plane.now() });
}
