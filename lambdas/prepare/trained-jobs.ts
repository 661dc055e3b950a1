import type { Plan } from '../../domain/lease/plan.ts';
import { artifactKey, jobName } from '../../domain/names.ts';
import { jobOffers } from '../../domain/train/job-offers.ts';
import { trainResultsSchema } from '../../domain/train/results.ts';
import { isTuned } from '../../domain/tune/tuned.ts';
import type { Candidate } from '../../domain/workload/candidate.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Jobs } from '../adapters/jobs.ts';

export interface TrainedJobs {
  /** True when the run's training came to its end before: a candidate that failed then is not trained again. */
  readonly isSettled: boolean;
  /** The job of each candidate that a resumed run need not train. */
  readonly jobs: ReadonlyMap<string, string>;
  /** A tuning job of the run that came to its end: its trials are there. */
  readonly tuningJob?: string;
}

interface TrainedJobsPorts {
  readonly artifacts: Pick<JsonStore, 'find'>;
  readonly jobs: Pick<Jobs, 'describe'>;
}

/** What is trained already of a run that was taken up again. */
export async function trainedJobs(plan: Plan, { artifacts, jobs }: TrainedJobsPorts): Promise<TrainedJobs> {
  if (plan.resumption === 0) return { isSettled: false, jobs: new Map() };
  const { workload, runId, deployed } = plan;
  const before = await artifacts.find(artifactKey.trainResults(workload, runId), trainResultsSchema);
  if (before?.results.some(({ status }) => status === 'trained')) {
    return { isSettled: true, jobs: new Map(before.results.map((result) => [result.candidate, result.jobName])) };
  }
  const { candidates } = deployed.config;
  const tuningJob = candidates.some(isTuned) ? await completedTuning(plan, jobs) : undefined;
  const found = await Promise.all(
    candidates
      .filter((candidate) => !isTuned(candidate))
      .map(async (candidate) => [candidate.name, await newestCompleted(plan, candidate, jobs)] as const),
  );
  return {
    isSettled: false,
    jobs: new Map(found.flatMap(([name, job]) => (job === undefined ? [] : [[name, job]]))),
    ...(tuningJob === undefined ? {} : { tuningJob }),
  };
}

async function completedTuning(
  { workload, runId, resumption }: Plan,
  jobs: TrainedJobsPorts['jobs'],
): Promise<string | undefined> {
  for (let before = resumption - 1; before >= 0; before -= 1) {
    const name = jobName.tune(workload, runId, before);
    if ((await jobs.describe('tuning', name))?.status === 'Completed') return name;
  }
  return undefined;
}

async function newestCompleted(
  plan: Plan,
  candidate: Candidate,
  jobs: TrainedJobsPorts['jobs'],
): Promise<string | undefined> {
  for (let before = plan.resumption - 1; before >= 0; before -= 1) {
    for (const { jobName: job } of jobOffers({ ...plan, resumption: before }, candidate)) {
      if ((await jobs.describe('training', job))?.status === 'Completed') return job;
    }
  }
  return undefined;
}
