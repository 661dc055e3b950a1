import { runError } from '../../domain/conclude/run-error.ts';
import type { OfferAnswer, OfferInput } from '../../domain/offer/messages.ts';
import { nextAttempt } from '../../domain/offer/next-attempt.ts';
import type { EndedAttempt } from '../../domain/offer/why-left.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface OfferPorts {
  readonly table: RecordsTable;
  readonly jobs: Pick<Jobs, 'describe'>;
}

/** Before a candidate's first job, and after each that ended without a model: the next job, or why there is none. */
export async function offer(input: OfferInput, ports: OfferPorts & StageContext): Promise<OfferAnswer> {
  const { training, offer: before } = input.state;
  const answer = nextAttempt({
    training,
    volume: input.volume,
    ...(before && { before: { ...before, ...(await endOf(before.jobName, input, ports)) } }),
  });
  const { outcome, jobName, left } = answer;
  ports.logger.info('chose', { candidate: training.candidate, outcome, jobName, left: left.at(-1)?.why });
  return answer;
}

async function endOf(
  jobName: string,
  { workload, runId, state }: OfferInput,
  { table, jobs }: OfferPorts,
): Promise<EndedAttempt> {
  const [seen, run] = await Promise.all([
    jobs.describe('training', jobName),
    workloadRecords(table, workload).run(runId).read(),
  ]);
  return {
    seen,
    error: state.job?.error ?? runError('JOB_FAILED', `Job ${jobName} came to nothing.`, 'nothing was said of it'),
    stopped: run?.stoppedForCapacity?.find((stopped) => stopped.jobName === jobName),
  };
}
