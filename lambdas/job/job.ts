import { lookAtJob } from '../../domain/job/look.ts';
import type { JobAnswer, JobInput } from '../../domain/job/messages.ts';
import { isUnderWay } from '../../domain/job/observation.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface JobPorts {
  readonly jobs: Jobs;
}

/** After the task of a job ended: what the job itself came to. One that takes too long is stopped. */
export async function job(input: JobInput, ports: JobPorts & StageContext): Promise<JobAnswer> {
  const { kind, jobName, timeoutSeconds, waitSeconds, state } = input;
  ports.logger.about({ workload: state.workload });
  const seen = await ports.jobs.describe(kind, jobName);
  const before = state.job?.jobName === jobName ? state.job : undefined;
  const { caught } = state;
  const answer = lookAtJob({ jobName, timeoutSeconds, waitSeconds, seen, caught, before, now: ports.now() });
  if (answer.status === 'failed' && isUnderWay(seen)) await ports.jobs.stop(kind, jobName);
  ports.logger.info('looked', {
    jobName,
    job: seen?.status ?? 'absent',
    caught: caught.Error,
    decided: answer.status,
  });
  return answer;
}
