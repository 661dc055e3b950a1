import { gateInputSchema } from '../../domain/gate/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { S3LakeTables } from '../adapters/lake-tables.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type GatePorts, gate } from './gate.ts';

/** Decides from the evaluation's files. */
export const handler = stageHandler({
  stage: 'gate',
  input: gateInputSchema,
  ports: (): GatePorts => {
    const environment = readEnvironment('RECORDS_TABLE', 'ARTIFACTS_BUCKET', 'LAKE_BUCKET');
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      tables: new S3LakeTables(environment.LAKE_BUCKET),
    };
  },
  run: gate,
});
