import type { JobKind, JobObservation } from '../../../domain/job/observation.ts';
import type { Trial } from '../../../domain/tune/trial.ts';
import type { Jobs } from '../../../lambdas/adapters/jobs.ts';

/** SageMaker's jobs in memory: put there by tests. */
export class MemoryJobs implements Jobs {
  readonly all = new Map<string, JobObservation>();
  readonly stopped: string[] = [];
  /** Trials by tuning job. */
  readonly trialsOf = new Map<string, Trial[]>();

  async describe(_kind: JobKind, jobName: string): Promise<JobObservation | undefined> {
    return this.all.get(jobName);
  }

  async searched(): Promise<undefined> {
    return undefined;
  }

  async trials(tuningJobName: string): Promise<Trial[]> {
    return this.trialsOf.get(tuningJobName) ?? [];
  }

  async stop(_kind: JobKind, jobName: string): Promise<void> {
    const seen = this.all.get(jobName);
    if (seen?.status !== 'InProgress') return;
    this.all.set(jobName, { ...seen, status: 'Stopping' });
    this.stopped.push(jobName);
  }
}

export const inProgress: JobObservation = { status: 'InProgress', artifactUri: undefined, failureReason: undefined };
