import { jobInputSchema } from '../../domain/job/messages.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type JobPorts, job } from './job.ts';

/** Looks at a job whose creation or end the state machine did not hear of. */
export const handler = stageHandler({
  stage: 'job',
  input: jobInputSchema,
  ports: (): JobPorts => ({ jobs: new SageMakerJobs() }),
  run: job,
});
