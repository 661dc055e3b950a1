import { z } from 'zod';
import { objectCreatedSchema } from '../../domain/admit/messages.ts';
import { S3JsonStore } from '../adapters/artifacts.ts';
import { MlflowRest } from '../adapters/mlflow.ts';
import { mlflowTransport } from '../adapters/mlflow-transport.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type TrackPorts, track } from './track.ts';

/** Messages come one by one: one that fails is tried again by itself. */
const messageSchema = z.object({ Records: z.tuple([z.object({ body: z.string() })]) });

/** Hears of each experiment that is written, and logs it to MLflow. */
export const handler = stageHandler({
  stage: 'track',
  input: messageSchema,
  ports: (): TrackPorts => {
    const environment = readEnvironment('TRAINYARD_ENVIRONMENT', 'ARTIFACTS_BUCKET', 'MLFLOW_TRACKING_URI');
    return {
      artifacts: new S3JsonStore(environment.ARTIFACTS_BUCKET),
      tracking: new MlflowRest(mlflowTransport(environment.MLFLOW_TRACKING_URI)),
      environment: environment.TRAINYARD_ENVIRONMENT,
    };
  },
  run: ({ Records: [{ body }] }, ports) => track(objectCreatedSchema.parse(JSON.parse(body)).detail.object.key, ports),
});
