import type { JobKind } from '../job/observation.ts';
import type { Plan } from '../lease/plan.ts';
import { jobName } from '../names.ts';
import { jobOffers } from '../train/job-offers.ts';
import { isTuned } from '../tune/tuned.ts';

export interface RunJob {
  readonly kind: JobKind;
  readonly jobName: string;
  /** Of a trial. */
  readonly candidate?: string;
}

/** Every job that a run may have started, of its resumptions too; trials go with their tuning job. Some were never created. */
export function runJobs({ workload, runId, resumption, deployed }: Plan): RunJob[] {
  const rounds = Array.from({ length: resumption + 1 }, (_, round) => round);
  return rounds.flatMap((round): RunJob[] => [
    { kind: 'processing', jobName: jobName.prepare(workload, runId, round) },
    ...(deployed.config.candidates.some(isTuned)
      ? [{ kind: 'tuning' as const, jobName: jobName.tune(workload, runId, round) }]
      : []),
    ...deployed.config.candidates
      .filter((candidate) => !isTuned(candidate))
      .flatMap((candidate) => jobOffers({ workload, runId, resumption: round }, candidate))
      .map(({ jobName }) => ({ kind: 'training' as const, jobName })),
    { kind: 'processing', jobName: jobName.evaluate(workload, runId, round) },
  ]);
}
