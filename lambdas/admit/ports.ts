import type { Executions } from '../adapters/executions.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Scheduler } from '../adapters/scheduler.ts';
import type { RecordsTable } from '../records/table.ts';

export interface AdmitPorts {
  readonly table: RecordsTable;
  readonly workloads: Workloads;
  readonly scheduler: Scheduler;
  readonly executions: Executions;
  readonly notifications: Notifications;
  readonly retrainStateMachineArn: string;
}
