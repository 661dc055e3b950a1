import { keepInputSchema } from '../../domain/keep/messages.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { SageMakerRegistry } from '../adapters/registry.ts';
import { CONCLUDE_VARIABLES, makeConcludePorts } from '../conclude/make-ports.ts';
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
      ...CONCLUDE_VARIABLES,
      'TRAINYARD_ENVIRONMENT',
      'WORKLOADS',
      'RETRAIN_STATE_MACHINE_ARN',
    );
    return {
      ...makeConcludePorts(environment),
      registry: new SageMakerRegistry(),
      tasks: new StepFunctions(),
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      workloadNames: environment.WORKLOADS.split(','),
      retrainStateMachineArn: environment.RETRAIN_STATE_MACHINE_ARN,
    };
  },
  run: keep,
});
