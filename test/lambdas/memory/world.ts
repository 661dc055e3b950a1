import type { Notification } from '../../../domain/conclude/notification.ts';
import { PlatformError } from '../../../domain/errors.ts';
import type { ExecutionState, ExecutionStatus } from '../../../domain/execution.ts';
import type { RetrainInput } from '../../../domain/trigger.ts';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import type { Executions, Tasks } from '../../../lambdas/adapters/executions.ts';
import type { JobMeter, Reading } from '../../../lambdas/adapters/job-meter.ts';
import type { LakeTables } from '../../../lambdas/adapters/lake-tables.ts';
import type { Fingerprint, ModelArtifacts } from '../../../lambdas/adapters/model-artifacts.ts';
import type { Workloads } from '../../../lambdas/adapters/parameters.ts';
import type { RecordsTable } from '../../../lambdas/records/table.ts';
import { workloadRecords } from '../../../lambdas/records/workload-records.ts';
import { MemoryJobs } from './jobs.ts';
import { MemoryJsonStore } from './json-store.ts';
import { MemoryRegistry } from './registry.ts';
import { MemoryTable } from './table.ts';

export const WORKLOAD = 'reviews';
export const STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:retrain';

export const deployedWorkload = (more: Partial<DeployedWorkload> = {}): DeployedWorkload => ({
  ...deployedWorkloadSchema.parse({
    config: { name: WORKLOAD, labels: { '0': 'negative', '1': 'positive' }, gate: { bootstrapSamples: 200 } },
    approval: 'auto',
    approvalTimeoutSeconds: 3600,
    debounceSeconds: 60,
    images: {
      training: { unigram: 'registry/training:aaa', bigram: 'registry/training:aaa' },
      inference: 'registry/inference:bbb',
    },
  }),
  ...more,
});

/** Everything that the stages reach out to, in memory, with what they asked for. */
export class World {
  readonly table: RecordsTable;
  readonly records;
  readonly artifacts = new MemoryJsonStore('artifacts');
  readonly lake = new MemoryJsonStore('lake');
  readonly rows = new Map<string, readonly object[]>();
  readonly tables: LakeTables = { writeRows: async (key, rows) => void this.rows.set(key, rows) };
  readonly registry = new MemoryRegistry();
  /** What became of artifacts after they were registered; the others are as they were. */
  readonly changedArtifacts = new Map<string, Fingerprint>();
  readonly modelArtifacts: ModelArtifacts = {
    fingerprint: async (uri) => {
      const registered = this.registry.packages.find(({ artifactUri }) => artifactUri === uri);
      const sha256 = registered?.facts.artifactSha256 ?? '';
      return this.changedArtifacts.get(uri) ?? { kind: 'hashed', sha256 };
    },
  };
  readonly jobs = new MemoryJobs();
  readonly notifications = {
    sent: [] as Notification[],
    /** Told of each piece of news, as people are. */
    onNews: (_news: Notification): void => {},
    publish: async (news: Notification): Promise<void> => {
      this.notifications.sent.push(news);
      this.notifications.onNews(news);
    },
  };
  readonly scheduled = new Map<string, { at: Date; input: RetrainInput }>();
  readonly started = new Map<string, RetrainInput>();
  readonly statuses = new Map<string, ExecutionStatus>();
  readonly reasons = new Map<string, Omit<ExecutionState, 'status'>>();
  /** What each job used, by name; a job that is not here was never created. */
  readonly readings = new Map<string, Reading>();
  readonly meter: JobMeter = { read: async ({ jobName }) => this.readings.get(jobName) ?? 'absent' };
  readonly answers: { token: string; answer: 'success' | string; detail: unknown }[] = [];
  readonly retrainStateMachineArn = STATE_MACHINE;
  readonly environment = 'test';
  readonly region = 'us-east-1';
  readonly logger = { info: () => {}, warn: () => {}, error: () => {}, about: () => {} };
  clock = Date.parse('2026-11-21T12:00:00Z');
  deployed: DeployedWorkload = deployedWorkload();

  constructor(table: RecordsTable = new MemoryTable()) {
    this.table = table;
    this.records = workloadRecords(table, WORKLOAD);
  }

  readonly now = (): Date => new Date(this.clock);

  readonly workloads: Workloads = {
    find: async (workload) => (workload === WORKLOAD ? this.deployed : undefined),
    read: async (workload) => {
      if (workload === WORKLOAD) return this.deployed;
      throw new PlatformError('WORKLOAD_UNKNOWN', workload);
    },
  };

  readonly scheduler = {
    startAt: async (name: string, at: Date, input: RetrainInput): Promise<void> => {
      if (!this.scheduled.has(name)) this.scheduled.set(name, { at, input });
    },
  };

  readonly executions: Executions = {
    start: async (_stateMachineArn, name, input) => {
      this.started.set(name, input);
      return `execution:${name}`;
    },
    status: async (arn) => this.statuses.get(arn),
    describe: async (arn): Promise<ExecutionState | undefined> => {
      const reason = this.reasons.get(arn);
      const status = this.statuses.get(arn) ?? (reason && 'ABORTED');
      return status && { status, ...reason };
    },
  };

  readonly tasks: Tasks = {
    succeed: async (token, detail) => this.#answer(token, 'success', detail),
    fail: async (token, error, detail) => this.#answer(token, error, detail),
  };

  #answer(token: string, answer: string, detail: unknown): boolean {
    if (this.answers.some((one) => one.token === token)) return false;
    this.answers.push({ token, answer, detail });
    return true;
  }
}
