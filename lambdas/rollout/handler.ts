import { advanceInputSchema } from '../../domain/rollout/messages.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { S3ModelArtifacts } from '../adapters/model-artifacts.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { SageMakerRegistry } from '../adapters/registry.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { advance, type RolloutPorts } from './rollout.ts';
import { SageMakerRuntime } from './runtimes/sagemaker.ts';

/** One step of a rollout. */
export const handler = stageHandler({
  stage: 'rollout',
  input: advanceInputSchema,
  ports: (): RolloutPorts => {
    const environment = readEnvironment('TRAINYARD_ENVIRONMENT', 'RECORDS_TABLE', 'INFERENCE_ROLE_ARN');
    return {
      environment: environment.TRAINYARD_ENVIRONMENT,
      table: new DynamoRecords(environment.RECORDS_TABLE),
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      registry: new SageMakerRegistry(),
      artifacts: new S3ModelArtifacts(),
      executions: new StepFunctions(),
      runtime: new SageMakerRuntime(environment.INFERENCE_ROLE_ARN),
    };
  },
  run: advance,
});
