import type { Ending } from '../../domain/conclude/run-record.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Executions } from '../adapters/executions.ts';
import type { JobMeter } from '../adapters/job-meter.ts';
import type { Jobs } from '../adapters/jobs.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { RecordsTable } from '../records/table.ts';

export interface ConcludePorts {
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly notifications: Notifications;
  readonly executions: Executions;
  readonly meter: JobMeter;
  readonly jobs: Jobs;
}

/** A run at its end. `runId` and `fencingToken` are what its lease said. */
export interface EndedRun {
  readonly workload: string;
  readonly runId: string;
  readonly fencingToken: number;
  readonly stateMachineArn: string;
  readonly ending: Ending;
}
