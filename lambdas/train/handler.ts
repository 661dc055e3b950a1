import { trainInputSchema } from '../../domain/train/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { SageMakerJobs } from '../adapters/jobs.ts';
import { S3LakeTables } from '../adapters/lake-tables.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type TrainPorts, train } from './train.ts';

/** Reads what the training jobs came to. */
export const handler = stageHandler({
  stage: 'train',
  input: trainInputSchema,
  ports: (): TrainPorts => {
    const environment = readEnvironment('RECORDS_TABLE', 'ARTIFACTS_BUCKET', 'LAKE_BUCKET');
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      tables: new S3LakeTables(environment.LAKE_BUCKET),
      jobs: new SageMakerJobs(),
    };
  },
  run: train,
});
