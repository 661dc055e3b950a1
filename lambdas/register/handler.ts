import { registerInputSchema } from '../../domain/register/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { EcrImages } from '../adapters/images.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { SageMakerRegistry } from '../adapters/registry.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type RegisterPorts, register } from './register.ts';

/** Puts the winner into the model registry. */
export const handler = stageHandler({
  stage: 'register',
  input: registerInputSchema,
  ports: (): RegisterPorts => {
    const environment = readEnvironment('TRAINYARD_ENVIRONMENT', 'RECORDS_TABLE', 'ARTIFACTS_BUCKET');
    return {
      environment: environment.TRAINYARD_ENVIRONMENT,
      table: new DynamoRecords(environment.RECORDS_TABLE),
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      registry: new SageMakerRegistry(),
      images: new EcrImages(),
    };
  },
  run: register,
});
