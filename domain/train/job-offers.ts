import type { Plan } from '../lease/plan.ts';
import { jobName } from '../names.ts';
import type { JobOffer } from '../prepare/messages.ts';
import type { Candidate } from '../workload/candidate.ts';

/** The offers of a candidate's capacity in their order, each with the name of its job. Most jobs are never created. */
export const jobOffers = (
  { workload, runId, resumption }: Pick<Plan, 'workload' | 'runId' | 'resumption'>,
  { name, capacity }: Pick<Candidate, 'name' | 'capacity'>,
): JobOffer[] =>
  capacity.map((offer, index) => ({ ...offer, jobName: jobName.train(workload, runId, name, resumption, index + 1) }));
