import type { RunJob } from '../../domain/conclude/run-jobs.ts';
import type { JobUsage, RunRecord } from '../../domain/conclude/run-record.ts';
import { withUsage } from '../../domain/cost/usage.ts';
import type { JobMeter, Reading } from '../adapters/job-meter.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { WorkloadRecords } from './workload-records.ts';

export interface Metered {
  readonly run: RunRecord | undefined;
  /** True while a job goes on, whose use is known only at its end. */
  readonly isOpen: boolean;
}

export interface MeterPorts {
  readonly meter: JobMeter;
  readonly jobs: Pick<Jobs, 'trials'>;
}

/** Records what a run's jobs have used so far. Repeated, it adds what has ended since. */
export async function meterRun(
  records: WorkloadRecords,
  runId: string,
  runJobs: readonly RunJob[],
  { meter, jobs }: MeterPorts,
): Promise<Metered> {
  const known = await records.run(runId).read();
  const counted = new Set(known?.usage?.map(({ jobName }) => jobName));
  const all = await withTrials(runJobs, jobs);
  const open = all.filter(({ jobName }) => !counted.has(jobName));
  const readings = await Promise.all(open.map((job) => meter.read(job)));
  const usage = readings.filter(isUsage);
  const run = usage.length === 0 ? known : await records.run(runId).change((now) => now && withUsage(now, usage));
  return { run, isOpen: readings.includes('running') };
}

/** A tuning job's trials cost money, each as a training job. */
async function withTrials(runJobs: readonly RunJob[], jobs: MeterPorts['jobs']): Promise<RunJob[]> {
  const found = await Promise.all(
    runJobs.map(async (job): Promise<RunJob[]> => {
      if (job.kind !== 'tuning') return [job];
      const all = await jobs.trials(job.jobName);
      return [job, ...all.map(({ jobName, candidate }): RunJob => ({ kind: 'training', jobName, candidate }))];
    }),
  );
  return found.flat();
}

const isUsage = (reading: Reading): reading is JobUsage => typeof reading === 'object';
