import { leaseInputSchema } from '../../domain/lease/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { SageMakerRegistry } from '../adapters/registry.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { lease } from './lease.ts';
import type { LeasePorts } from './ports.ts';

/** First stage of a run: single flight, and the plan. */
export const handler = stageHandler({
  stage: 'lease',
  input: leaseInputSchema,
  ports: (): LeasePorts => {
    const environment = readEnvironment(
      'TRAINYARD_ENVIRONMENT',
      'RECORDS_TABLE',
      'ARTIFACTS_BUCKET',
      'NOTIFICATIONS_TOPIC_ARN',
    );
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      registry: new SageMakerRegistry(),
      executions: new StepFunctions(),
      jobs: new SageMakerJobs(),
      notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
    };
  },
  run: lease,
});
