import type { SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { admitCommandSchema } from '../../domain/admit/messages.ts';
import { StepFunctions } from '../adapters/executions.ts';
import { SnsNotifications } from '../adapters/notifications.ts';
import { SsmWorkloads } from '../adapters/parameters.ts';
import { DynamoRecords } from '../adapters/records.ts';
import { EventBridgeScheduler } from '../adapters/scheduler.ts';
import { readEnvironment } from '../environment.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { admitBatch } from './batch.ts';
import { obey } from './command.ts';
import type { AdmitPorts } from './ports.ts';

/** Lambda sees to the shape of a batch; each message is read by its own schema. */
const batchSchema = z.custom<SQSEvent>((event) => z.object({ Records: z.array(z.unknown()) }).safeParse(event).success);

/** Gets the queue's batches of S3 events, and commands of people. */
export const handler = stageHandler({
  stage: 'admit',
  input: z.union([admitCommandSchema, batchSchema]),
  ports: (): AdmitPorts => {
    const environment = readEnvironment(
      'TRAINYARD_ENVIRONMENT',
      'RECORDS_TABLE',
      'NOTIFICATIONS_TOPIC_ARN',
      'SCHEDULER_ROLE_ARN',
      'SCHEDULE_GROUP',
      'RETRAIN_STATE_MACHINE_ARN',
    );
    return {
      table: new DynamoRecords(environment.RECORDS_TABLE),
      workloads: new SsmWorkloads(environment.TRAINYARD_ENVIRONMENT),
      executions: new StepFunctions(),
      notifications: new SnsNotifications(environment.NOTIFICATIONS_TOPIC_ARN),
      scheduler: new EventBridgeScheduler({
        stateMachineArn: environment.RETRAIN_STATE_MACHINE_ARN,
        roleArn: environment.SCHEDULER_ROLE_ARN,
        group: environment.SCHEDULE_GROUP,
      }),
      retrainStateMachineArn: environment.RETRAIN_STATE_MACHINE_ARN,
    };
  },
  run: async (event, ports) => ('command' in event ? obey(event, ports) : admitBatch(event, ports)),
});
