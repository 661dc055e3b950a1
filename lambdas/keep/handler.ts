import { keepInputSchema } from '../../domain/keep/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SageMakerJobMeter } from '../adapters/job-meter.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { keep } from './keep.ts';
import type { KeepPorts } from './ports.ts';

/** Every five minutes, and when a person asks whether a lease can be freed. */
export const handler = stageHandler({
  stage: 'keep',
  input: keepInputSchema,
  ports: (): KeepPorts => {
    const environment = readEnvironment(
      'AWS_REGION',
      'TRAINYARD_ENVIRONMENT',
      'WORKLOADS',
      'RECORDS_TABLE',
      'ARTIFACTS_BUCKET',
      'NOTIFICATIONS_TOPIC_ARN',
      'RETRAIN_STATE_MACHINE_ARN',
    );
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
      executions: new StepFunctions(),
      meter: new SageMakerJobMeter(environment.AWS_REGION),
      jobs: new SageMakerJobs(),
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      workloadNames: environment.WORKLOADS.split(','),
      retrainStateMachineArn: environment.RETRAIN_STATE_MACHINE_ARN,
    };
  },
  run: keep,
});
