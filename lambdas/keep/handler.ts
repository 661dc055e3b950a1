import { keepInputSchema } from '../../domain/keep/messages.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
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
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      workloadNames: environment.WORKLOADS.split(','),
      retrainStateMachineArn: environment.RETRAIN_STATE_MACHINE_ARN,
    };
  },
  run: keep,
});
