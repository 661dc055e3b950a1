import { setTimeout as delay } from 'node:timers/promises';
import { ImageUnknown } from '../engine/engine.ts';
import { wantedBy } from '../spot/capacity.ts';
import type { TrainingJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { described } from './download.ts';
import { JobError } from './job-error.ts';
import type { Slots } from './slots.ts';
import { type StopReason, stopReasonOf } from './stop-reason.ts';
import { attemptTraining } from './training-attempt.ts';
import { beginStopping, moveTrainingJob, sayOfTrainingJob, stopTrainingJob } from './training-state.ts';

/** Runs one training job from Starting to its end; every outcome is a state of the job, so it never rejects. */
export async function runTrainingJob(
  plane: Surroundings,
  job: TrainingJob,
  slots: Slots,
  signal: AbortSignal,
): Promise<void> {
  const wait = new WaitLimit(plane, job);
  const stop = AbortSignal.any([signal, wait.signal]);
  try {
    for (;;) {
      const release = await machineFor(plane, job, slots, stop);
      const interruption = await attemptTraining(plane, job, stop).finally(release);
      if (interruption === undefined) return;
      stop.throwIfAborted();
      moveTrainingJob(plane, job.name, 'InProgress', 'Starting');
      await capacityIsBack(interruption.awaySeconds, stop);
    }
  } catch (error) {
    conclude(plane, job, error, stop);
  } finally {
    wait.clear();
  }
}

/** Waits until there is a machine for the job; gives what releases it. */
async function machineFor(plane: Surroundings, job: TrainingJob, slots: Slots, stop: AbortSignal): Promise<() => void> {
  const wanted = wantedBy(job.request);
  if (plane.capacity.levelOf(wanted) === 'none') {
    if (wanted.purchase === 'on-demand') {
      throw new JobError(
        'CapacityError',
        'Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
      );
    }
    sayOfTrainingJob(plane, job.name, 'Insufficient capacity error from EC2 while launching instances, retrying!');
    await plane.capacity.whenThere(wanted, stop);
    sayOfTrainingJob(plane, job.name, 'Preparing the instances for training');
  }
  return slots.take(stop);
}

/** @throws the reason of `stop` when that comes first. */
async function capacityIsBack(awaySeconds: number, stop: AbortSignal): Promise<void> {
  await delay(awaySeconds * 1000, undefined, { signal: stop }).catch(() => undefined);
  stop.throwIfAborted();
}

/** MaxWaitTimeInSeconds: from the creation on, waiting and running alike. */
class WaitLimit {
  readonly #reached = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(plane: Surroundings, job: TrainingJob) {
    const seconds = job.request.StoppingCondition?.MaxWaitTimeInSeconds;
    if (seconds === undefined) return;
    const leftMs = job.createdAt + seconds * 1000 - plane.now();
    this.#timer = setTimeout(
      () => this.#reached.abort({ kind: 'max-wait' } satisfies StopReason),
      Math.min(leftMs, 2 ** 31 - 1),
    );
  }

  get signal(): AbortSignal {
    return this.#reached.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

function conclude(plane: Surroundings, job: TrainingJob, error: unknown, stop: AbortSignal): void {
  const reason = stopReasonOf(stop);
  if (reason?.kind === 'shutdown') return;
  if (reason !== undefined && error === reason) {
    beginStopping(plane, job.name);
    stopTrainingJob(plane, job.name, reason);
  } else {
    const endedAt = plane.now();
    moveTrainingJob(plane, job.name, 'Failed', 'Failed', { endedAt, failureReason: failureReason(error) });
  }
}

/** A job's error in the words of `FailureReason`. */
export function failureReason(error: unknown): string {
  if (error instanceof JobError) return error.message;
  const fault = error instanceof ImageUnknown ? 'ClientError' : 'InternalServerError';
  return new JobError(fault, error instanceof ImageUnknown ? error.message : described(error)).message;
}
