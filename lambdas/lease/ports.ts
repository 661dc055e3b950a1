import type { JsonStore } from '../adapters/artifacts.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Registry } from '../adapters/registry.ts';
import type { RecordsTable } from '../records/table.ts';

export interface LeasePorts {
  readonly table: RecordsTable;
  readonly workloads: Workloads;
  readonly artifacts: JsonStore;
  readonly registry: Pick<Registry, 'describe'>;
  readonly executions: Pick<Executions, 'describe'>;
  readonly jobs: Jobs;
  readonly notifications: Notifications;
}
