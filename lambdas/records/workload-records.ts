import { type UploadRecord, uploadRecordSchema } from '../../domain/admit/upload-record.ts';
import { windowRecordSchema } from '../../domain/admit/window.ts';
import { approvalRecordSchema } from '../../domain/approve/approval-record.ts';
import { conclusionRecordSchema } from '../../domain/conclude/conclusion-record.ts';
import { type RunRecord, runRecordSchema } from '../../domain/conclude/run-record.ts';
import { brakesRecordSchema } from '../../domain/cost/brakes-record.ts';
import { leaseRecordSchema } from '../../domain/lease/lease-record.ts';
import { recordKey } from '../../domain/records/keys.ts';
import { releaseRecordSchema } from '../../domain/rollout/release-record.ts';
import { rolloutRecordSchema } from '../../domain/rollout/turn-record.ts';
import { RecordOf } from './record-of.ts';
import type { RecordsTable } from './table.ts';

/** The records of one workload, by their keys and shapes. */
export const workloadRecords = (table: RecordsTable, workload: string) => ({
  window: new RecordOf(table, windowRecordSchema, workload, recordKey.window),
  lease: new RecordOf(table, leaseRecordSchema, workload, recordKey.lease),
  release: new RecordOf(table, releaseRecordSchema, workload, recordKey.release),
  rollout: new RecordOf(table, rolloutRecordSchema, workload, recordKey.rollout),
  brakes: new RecordOf(table, brakesRecordSchema, workload, recordKey.brakes),
  upload: (id: string) => new RecordOf(table, uploadRecordSchema, workload, recordKey.upload(id)),
  run: (id: string) => new RecordOf(table, runRecordSchema, workload, recordKey.run(id)),
  approval: (packageVersion: number) =>
    new RecordOf(table, approvalRecordSchema, workload, recordKey.approval(packageVersion)),
  conclusion: (datasetId: string, configHash: string) =>
    new RecordOf(table, conclusionRecordSchema, workload, recordKey.conclusion(datasetId, configHash)),
  uploads: async (): Promise<UploadRecord[]> =>
    (await table.list(workload, recordKey.uploads)).map((item) => uploadRecordSchema.parse(item)),
  runs: async (): Promise<RunRecord[]> =>
    (await table.list(workload, recordKey.runs)).map((item) => runRecordSchema.parse(item)),
});
export type WorkloadRecords = ReturnType<typeof workloadRecords>;
