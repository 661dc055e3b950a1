import { z } from 'zod';
import { SageMakerInference } from '../adapters/inference.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type PredictPorts, predict } from './predict.ts';

const proxyEventSchema = z.object({
  body: z.string().nullable(),
  isBase64Encoded: z.boolean(),
  pathParameters: z.record(z.string(), z.string().optional()).nullable(),
  requestContext: z.object({ requestId: z.string() }),
});

/** A workload's limits change only with a deployment. */
const LIMITS_CACHE_SECONDS = 60;

/** Answers API Gateway. */
export const handler = stageHandler({
  stage: 'predict',
  input: proxyEventSchema,
  ports: (): PredictPorts => {
    const { TRAINYARD_ENVIRONMENT: environment } = readEnvironment('TRAINYARD_ENVIRONMENT');
    return {
      environment,
      workloads: new SsmWorkloads(environment, { cacheSeconds: LIMITS_CACHE_SECONDS }),
      inference: new SageMakerInference(),
    };
  },
  run: predict,
});
