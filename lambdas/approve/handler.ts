import { approveInputSchema } from '../../domain/approve/messages.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { SageMakerRegistry } from '../adapters/registry.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { awaitApproval, onStateChange } from './approve.ts';
import { expire } from './expire.ts';
import type { ApprovePorts } from './ports.ts';

/** Brings the registry's answer to the state machine that waits for it, whichever of the two comes first. */
export const handler = stageHandler({
  stage: 'approve',
  input: approveInputSchema,
  ports: (): ApprovePorts => {
    const environment = readEnvironment('RECORDS_TABLE', 'NOTIFICATIONS_TOPIC_ARN');
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      registry: new SageMakerRegistry(),
      tasks: new StepFunctions(),
      notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
    };
  },
  run: async (input, ports) => {
    if ('expired' in input) return expire(input, ports);
    if ('taskToken' in input) await awaitApproval(input, ports);
    else await onStateChange(input, ports);
    return undefined;
  },
});
