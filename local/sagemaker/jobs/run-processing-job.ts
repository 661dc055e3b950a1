import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessingInput } from '@aws-sdk/client-sagemaker';
import type { ObjectStore } from '../adapters/objects.ts';
import { mlPath } from '../engine/container-paths.ts';
import type { ProcessingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { describeProcessingJob } from '../views/processing-job.ts';
import { described, download } from './download.ts';
import { ONE_HOST } from './hosts.ts';
import { JobError, MOST_CHARACTERS } from './job-error.ts';
import { runContainer } from './run-container.ts';
import { failureReason } from './run-training-job.ts';
import type { Slots } from './slots.ts';
import { stopReasonOf } from './stop-reason.ts';
import type { Ending } from './supervise.ts';
import { resourceConfig } from './training-input.ts';
import { uploadFolder } from './upload.ts';

/** Runs one processing job to its end; every outcome is a state of the job, so it never rejects. */
export async function runProcessingJob(
  plane: Surroundings,
  job: ProcessingJob,
  slots: Slots,
  signal: AbortSignal,
): Promise<void> {
  const directory = join(plane.settings.stateDirectory, 'jobs', 'processing', job.name);
  let release: (() => void) | undefined;
  try {
    release = await slots.take(signal);
    await processData(plane, job, join(directory, 'ml'), signal);
  } catch (error) {
    if (stopReasonOf(signal)?.kind === 'shutdown') return;
    const endedAt = plane.now();
    if (signal.aborted && error === signal.reason) moveProcessingJob(plane, job.name, { status: 'Stopped', endedAt });
    else moveProcessingJob(plane, job.name, { status: 'Failed', endedAt, failureReason: failureReason(error) });
  } finally {
    release?.();
    await rm(directory, { recursive: true, force: true }).catch((error) => plane.onTrouble(described(error)));
  }
}

async function processData(plane: Surroundings, job: ProcessingJob, ml: string, signal: AbortSignal): Promise<void> {
  const { request, name } = job;
  const provider = plane.roles.provider(request.RoleArn ?? '');
  const store = plane.objects.as(provider);
  await prepareFolders(job, ml);
  await Promise.all((request.ProcessingInputs ?? []).map((input) => downloadInput(store, input, ml)));
  signal.throwIfAborted();

  const ending = await runContainer(plane, {
    kind: 'ProcessingJobs',
    job: name,
    host: ONE_HOST.host,
    provider,
    networkIsolation: request.NetworkConfig?.EnableNetworkIsolation,
    container: {
      image: request.AppSpecification?.ImageUri ?? '',
      entrypoint: request.AppSpecification?.ContainerEntrypoint,
      arguments: request.AppSpecification?.ContainerArguments,
      environment: { PROCESSING_JOB_ARN: job.arn, ...request.Environment },
      mlDirectory: ml,
    },
    maxRuntimeSeconds: request.StoppingCondition?.MaxRuntimeInSeconds,
    signal,
    onStarted: () => moveProcessingJob(plane, name, { startedAt: plane.now() }),
  });
  if (stopReasonOf(signal)?.kind === 'shutdown') return;
  await finish(plane, job, ending, store, ml);
}

async function finish(
  plane: Surroundings,
  job: ProcessingJob,
  ending: Ending,
  store: ObjectStore,
  ml: string,
): Promise<void> {
  const exitMessage = await messageOf(ml);
  const said = exitMessage === undefined ? {} : { exitMessage };
  const endedAt = plane.now();
  if (ending.kind === 'exited' && ending.exitCode !== 0) {
    const reason = `${exitMessage ?? 'See job logs for more information'}, exit code: ${ending.exitCode}`;
    const failureReason = new JobError('AlgorithmError', reason).message;
    moveProcessingJob(plane, job.name, { status: 'Failed', failureReason, endedAt, ...said });
    return;
  }
  if (ending.kind !== 'exited') {
    moveProcessingJob(plane, job.name, { status: 'Stopped', endedAt, ...said });
    return;
  }
  const { Outputs, KmsKeyId } = job.request.ProcessingOutputConfig ?? {};
  for (const output of Outputs ?? []) {
    const { LocalPath, S3Uri } = output.S3Output ?? {};
    if (LocalPath !== undefined && S3Uri !== undefined)
      await uploadFolder(store, mlPath(ml, LocalPath), S3Uri, KmsKeyId);
  }
  moveProcessingJob(plane, job.name, { status: 'Completed', endedAt: plane.now(), ...said });
}

/** Changes a job and announces it. */
export function moveProcessingJob(
  plane: Pick<Surroundings, 'store' | 'announce' | 'now'>,
  name: string,
  change: Partial<ProcessingJob>,
): void {
  plane.store.atomically(() => {
    const after = plane.store.processingJobs.update(name, { ...change, modifiedAt: plane.now() });
    if (after) plane.announce.processingJob(after);
  });
}

async function prepareFolders(job: ProcessingJob, ml: string): Promise<void> {
  const outputs = (job.request.ProcessingOutputConfig?.Outputs ?? []).flatMap((one) => one.S3Output?.LocalPath ?? []);
  for (const folder of ['/opt/ml/config', '/opt/ml/output', '/opt/ml/processing', ...outputs]) {
    await mkdir(mlPath(ml, folder), { recursive: true });
  }
  const instanceType = job.request.ProcessingResources?.ClusterConfig?.InstanceType;
  await writeFile(join(ml, 'config/processingjobconfig.json'), JSON.stringify(describeProcessingJob(job)));
  await writeFile(join(ml, 'config/resourceconfig.json'), JSON.stringify(resourceConfig(instanceType, ONE_HOST)));
}

async function downloadInput(store: ObjectStore, input: ProcessingInput, ml: string): Promise<void> {
  const { S3Uri, LocalPath, S3DataType = 'S3Prefix' } = input.S3Input ?? {};
  if (S3Uri === undefined || LocalPath === undefined) {
    throw new JobError('ClientError', `Input ${input.InputName} is of a kind that the local runtime does not support.`);
  }
  await download(store, { uri: S3Uri, type: S3DataType }, mlPath(ml, LocalPath));
}

/** What the container wrote to `/opt/ml/output/message`. */
async function messageOf(ml: string): Promise<string | undefined> {
  const file = join(ml, 'output/message');
  return existsSync(file) ? (await readFile(file, 'utf8')).slice(0, MOST_CHARACTERS) : undefined;
}
