import { failureReason } from '../jobs/run-training-job.ts';
import { type StopReason, stopReasonOf } from '../jobs/stop-reason.ts';
import type { Plane } from '../plane.ts';
import type { TuningJob } from '../state/records.ts';
import { completion, notImproving, withoutSuccess } from './completion.ts';
import { stopTrial } from './stop-trial.ts';
import type { TrialRun } from './trial-run.ts';
import { TrialStarter } from './trial-starter.ts';
import { moveTuningJob } from './tuning-state.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs one tuning job to its end; every outcome is a state of the job, so it never rejects. */
export async function runTuningJob(plane: Plane, job: TuningJob, signal: AbortSignal): Promise<void> {
  const limit = new AbortController();
  const seconds = job.request.HyperParameterTuningJobConfig?.ResourceLimits?.MaxRuntimeInSeconds;
  const reached = (): void => limit.abort({ kind: 'max-runtime' } satisfies StopReason);
  const timer = seconds === undefined ? undefined : setTimeout(reached, Math.min(seconds * 1000, LONGEST_TIMER_MS));
  try {
    const trials = await runTrials(plane, job, AbortSignal.any([signal, limit.signal]));
    const reason = stopReasonOf(signal);
    if (reason?.kind === 'shutdown') return;
    const endedAt = plane.now();
    const failed = withoutSuccess(trials);
    if (reason !== undefined) moveTuningJob(plane, job.name, { status: 'Stopped', endedAt });
    else if (failed !== undefined) moveTuningJob(plane, job.name, { status: 'Failed', endedAt, failureReason: failed });
    else moveTuningJob(plane, job.name, { status: 'Completed', endedAt });
  } catch (error) {
    moveTuningJob(plane, job.name, { status: 'Failed', endedAt: plane.now(), failureReason: failureReason(error) });
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps as many trials running as the job may have, until it has had enough of them; gives them all. */
async function runTrials(plane: Plane, job: TuningJob, signal: AbortSignal): Promise<readonly TrialRun[]> {
  const { MaxNumberOfTrainingJobs = Number.POSITIVE_INFINITY, MaxParallelTrainingJobs = 1 } =
    job.request.HyperParameterTuningJobConfig?.ResourceLimits ?? {};
  const starter = new TrialStarter(plane, job);
  const running = new Map<TrialRun, Promise<void>>();
  const isDone = (): boolean => signal.aborted || completion(job, starter.trials) !== undefined;
  for (;;) {
    while (!isDone() && running.size < MaxParallelTrainingJobs && starter.trials.length < MaxNumberOfTrainingJobs) {
      const trial = starter.next();
      if (trial === undefined) break;
      running.set(
        trial,
        plane.jobs.ended(trial.arn).then(() => {
          starter.ended(trial);
          running.delete(trial);
          plane.store.tuningJobs.update(job.name, { notImproving: notImproving(starter.trials) });
        }),
      );
    }
    if (running.size === 0) return starter.trials;
    if (isDone()) {
      for (const trial of running.keys()) stopTrial(plane, trial);
      await Promise.all(running.values());
    } else {
      await Promise.race([...running.values(), aborted(signal)]);
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
