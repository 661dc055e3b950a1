import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import type { StoppedForCapacity } from '../../domain/offer/attempt.ts';
import { whyStop } from '../../domain/offer/why-stop.ts';
import { jobOffers } from '../../domain/train/job-offers.ts';
import { isTuned } from '../../domain/tune/tuned.ts';
import type { Candidate } from '../../domain/workload/candidate.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { KeepPorts } from './ports.ts';

/** Stops the jobs of running trainings that waited for a machine for too long, or lost theirs too often. */
export async function watchCapacity(
  runs: readonly RunRecord[],
  records: WorkloadRecords,
  ports: KeepPorts & StageContext,
): Promise<void> {
  for (const run of runs.filter((each) => !hasEnded(each) && each.stages.train?.status === 'running')) {
    const plan = await ports.artifacts.find(artifactKey.plan(run.workload, run.runId), planSchema);
    // A tuning job finds its trials' machines itself, or waits for them.
    const candidates = (plan?.deployed.config.candidates ?? []).filter((candidate) => !isTuned(candidate));
    for (const candidate of candidates) if (plan !== undefined) await watch(run, plan, candidate, records, ports);
  }
}

async function watch(
  run: RunRecord,
  plan: Plan,
  candidate: Candidate,
  records: WorkloadRecords,
  { jobs, now, logger }: KeepPorts & StageContext,
): Promise<void> {
  const { interruptionsPerOffer } = candidate;
  const offers = jobOffers(plan, candidate);
  for (const offer of offers) {
    const { jobName } = offer;
    const seen = await jobs.describe('training', jobName);
    const isLast = offer === offers.at(-1);
    // What was said once is done, also when the job has a machine by now: the stop itself may have failed.
    const said = run.stoppedForCapacity?.find((stopped) => stopped.jobName === jobName)?.why;
    const why = whyStop({ offer, interruptionsPerOffer, isLast, seen, now: now() }) ?? said;
    if (seen?.status !== 'InProgress' || why === undefined) continue;
    // Said first: the state machine looks for the reason as soon as the job has stopped.
    const stopped: StoppedForCapacity = { jobName, why, at: now().toISOString() };
    await records.run(run.runId).change((known) => known && withStopped(known, stopped));
    await jobs.stop('training', jobName);
    logger.warn('a job made room for the next offer of capacity', { jobName, why });
  }
}

function withStopped(run: RunRecord, stopped: StoppedForCapacity): RunRecord {
  const known = run.stoppedForCapacity ?? [];
  return known.some(({ jobName }) => jobName === stopped.jobName)
    ? run
    : { ...run, stoppedForCapacity: [...known, stopped] };
}
