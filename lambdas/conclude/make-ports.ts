import { S3JsonStore } from '../adapters/artifacts.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SageMakerJobMeter } from '../adapters/job-meter.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { DynamoRecords } from '../adapters/records.ts';
import type { ConcludePorts } from './ended-run.ts';

/** What a function needs to be told to conclude runs. */
export const CONCLUDE_VARIABLES = [
  'AWS_REGION',
  'RECORDS_TABLE',
  'ARTIFACTS_BUCKET',
  'NOTIFICATIONS_TOPIC_ARN',
] as const;

/** What runs are concluded with, in AWS. */
export const makeConcludePorts = (
  environment: Readonly<Record<(typeof CONCLUDE_VARIABLES)[number], string>>,
): ConcludePorts => ({
  table: new DynamoRecords(environment.RECORDS_TABLE),
  artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
  notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
  executions: new StepFunctions(),
  meter: new SageMakerJobMeter(environment.AWS_REGION),
  jobs: new SageMakerJobs(),
});
