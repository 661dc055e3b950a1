import { z } from 'zod';
import { concludeInputSchema, executionEndedSchema } from '../../domain/conclude/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SageMakerJobMeter } from '../adapters/job-meter.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import type { ConcludePorts } from './ended-run.ts';
import { concludeExecution, concludeState } from './endings.ts';

/** Last stage of every run, and of every execution that ended without it. */
export const handler = stageHandler({
  stage: 'conclude',
  input: z.union([concludeInputSchema, executionEndedSchema]),
  ports: (): ConcludePorts => {
    const environment = readEnvironment('AWS_REGION', 'RECORDS_TABLE', 'ARTIFACTS_BUCKET', 'NOTIFICATIONS_TOPIC_ARN');
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
      executions: new StepFunctions(),
      meter: new SageMakerJobMeter(environment.AWS_REGION),
      jobs: new SageMakerJobs(),
    };
  },
  run: (input, ports) => ('state' in input ? concludeState(input, ports) : concludeExecution(input, ports)),
});
