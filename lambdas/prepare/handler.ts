import { prepareInputSchema } from '../../domain/prepare/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { SageMakerJobMeter } from '../adapters/job-meter.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type PreparePorts, prepare } from './prepare.ts';

/** Reads what the prepare job left. */
export const handler = stageHandler({
  stage: 'prepare',
  input: prepareInputSchema,
  ports: (): PreparePorts => {
    const environment = readEnvironment('AWS_REGION', 'RECORDS_TABLE', 'LAKE_BUCKET', 'ARTIFACTS_BUCKET');
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      jobs: new SageMakerJobs(),
      lake: new S3JsonStore(environment.LAKE_BUCKET),
      meter: new SageMakerJobMeter(environment.AWS_REGION),
      region: environment.AWS_REGION,
    };
  },
  run: prepare,
});
