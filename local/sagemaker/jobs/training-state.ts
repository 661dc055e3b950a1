import type { SecondaryStatus, TrainingJobStatus } from '@aws-sdk/client-sagemaker';
import type { TrainingJob, Transition } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import type { StopReason } from './stop-reason.ts';

type Moving = Pick<Surroundings, 'store' | 'announce' | 'now'>;

/** The messages that SageMaker shows with each secondary status. */
const MESSAGES: Partial<Record<SecondaryStatus, string>> = {
  Starting: 'Preparing the instances for training',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
  Interrupted: 'Training job interrupted: the managed spot training instances were interrupted',
  Uploading: 'Uploading generated training model',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  MaxWaitTimeExceeded: 'Training job wait time exceeded MaxWaitTimeInSeconds provided',
};

export const firstTransition = (now: number): Transition => ({
  status: 'Starting',
  startedAt: now,
  message: MESSAGES.Starting ?? '',
});

/** Moves a job on to its next secondary status and announces it. */
export function moveTrainingJob(
  plane: Moving,
  name: string,
  status: TrainingJobStatus,
  secondaryStatus: SecondaryStatus,
  change: Partial<TrainingJob> = {},
): void {
  const now = plane.now();
  plane.store.atomically(() => {
    const before = plane.store.trainingJobs.get(name);
    if (before === undefined) return;
    const ended = before.transitions.map((one) => (one.endedAt === undefined ? { ...one, endedAt: now } : one));
    const final = status === 'Completed' || status === 'Failed' || status === 'Stopped';
    const message = change.failureReason ?? MESSAGES[secondaryStatus] ?? '';
    const next: Transition = { status: secondaryStatus, startedAt: now, message, ...(final ? { endedAt: now } : {}) };
    const after = plane.store.trainingJobs.update(name, {
      ...change,
      // A stop that was asked for is not taken back by the step that was under way.
      status: before.status === 'Stopping' && !final ? 'Stopping' : status,
      secondaryStatus,
      transitions: [...ended, next],
      modifiedAt: now,
    });
    if (after) plane.announce.trainingJob(after);
  });
}

/** Says more about the status that a job is in. As on AWS, that is no change of state. */
export function sayOfTrainingJob(plane: Pick<Surroundings, 'store'>, name: string, message: string): void {
  const transitions = plane.store.trainingJobs.get(name)?.transitions ?? [];
  plane.store.trainingJobs.update(name, {
    transitions: transitions.map((one, index) => (index === transitions.length - 1 ? { ...one, message } : one)),
  });
}

/** A job begins to stop once, whoever stops it. */
export function beginStopping(plane: Moving, name: string): void {
  if (plane.store.trainingJobs.get(name)?.status === 'Stopping') return;
  moveTrainingJob(plane, name, 'Stopping', 'Stopping');
}

const STOPPED_BY: Record<StopReason['kind'], SecondaryStatus> = {
  requested: 'Stopped',
  shutdown: 'Stopped',
  interrupted: 'Stopped',
  'host-failed': 'Stopped',
  'max-runtime': 'MaxRuntimeExceeded',
  'max-wait': 'MaxWaitTimeExceeded',
};

/** Ends a job that was stopped, with the status that says why. */
export function stopTrainingJob(plane: Moving, name: string, reason: StopReason): void {
  moveTrainingJob(plane, name, 'Stopped', STOPPED_BY[reason.kind], { endedAt: plane.now() });
}
