import { SageMakerServingResources } from '../adapters/serving-resources.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type AnsweredPorts, cleanupAndAnswer, putAnswer } from './answer.ts';
import { cleanupEventSchema } from './messages.ts';

/** Custom resource that removes what runs outside CloudFormation. */
export const handler = stageHandler({
  stage: 'cleanup',
  input: cleanupEventSchema,
  ports: (): AnsweredPorts => ({ resources: new SageMakerServingResources(), put: putAnswer }),
  run: cleanupAndAnswer,
});
