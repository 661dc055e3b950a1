import type { SecondaryStatus, TrainingJobStatus } from '@aws-sdk/client-sagemaker';
import type { TrainingJob, Transition } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';

type Moving = Pick<Surroundings, 'store' | 'announce' | 'now'>;

/** The messages that SageMaker shows with each secondary status. */
const MESSAGES: Partial<Record<SecondaryStatus, string>> = {
  Starting: 'Preparing the instances for training',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
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
