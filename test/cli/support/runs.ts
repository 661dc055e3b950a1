import type { UploadRecord } from '../../../domain/admit/upload-record.ts';
import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import { recordKey } from '../../../domain/records/keys.ts';

export const RUN_ID = '3fa9c1d2e4b5-1';
export const NOON = '2026-01-02T12:00:00.000Z';

/** A run under way; give what a test is about. */
export const aRun = (facts: Partial<RunRecord> = {}): RunRecord => ({
  workload: 'reviews',
  record: recordKey.run(RUN_ID),
  runId: RUN_ID,
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:retrain:${RUN_ID}`,
  attempt: 1,
  resumptions: 0,
  fencingToken: 1,
  configHash: 'c0ffee',
  startedAt: NOON,
  outcome: 'running',
  uploadIds: [],
  stages: {},
  ...facts,
});

export const anUpload = (uploadId: string, facts: Partial<UploadRecord> = {}): UploadRecord => ({
  workload: 'reviews',
  record: recordKey.upload(uploadId),
  uploadId,
  key: `reviews/${uploadId}.csv`,
  versionId: 'v1',
  sequencer: '1',
  sizeBytes: 10,
  receivedAt: NOON,
  status: 'received',
  ...facts,
});
