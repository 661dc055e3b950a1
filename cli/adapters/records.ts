import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';
import { type UploadRecord, uploadRecordSchema } from '../../domain/admit/upload-record.ts';
import { type ApprovalRecord, approvalRecordSchema } from '../../domain/approve/approval-record.ts';
import { type RunRecord, runRecordSchema } from '../../domain/conclude/run-record.ts';
import { type BrakesRecord, brakesRecordSchema } from '../../domain/cost/brakes-record.ts';
import { type LeaseRecord, leaseRecordSchema } from '../../domain/lease/lease-record.ts';
import { recordKey } from '../../domain/records/keys.ts';
import { type ReleaseRecord, releaseRecordSchema } from '../../domain/rollout/release-record.ts';
import { type RolloutRecord, rolloutRecordSchema } from '../../domain/rollout/turn-record.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

/** What the CLI reads of a workload's records; it never writes one. */
export interface RecordReader {
  upload(workload: string, uploadId: string): Promise<UploadRecord | undefined>;
  uploads(workload: string): Promise<UploadRecord[]>;
  run(workload: string, runId: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  runs(workload: string): Promise<RunRecord[]>;
  lease(workload: string): Promise<LeaseRecord | undefined>;
  brakes(workload: string): Promise<BrakesRecord | undefined>;
  release(workload: string): Promise<ReleaseRecord | undefined>;
}

/** DynamoDB: the records table. */
export class Records implements RecordReader {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;

  constructor(options: ClientOptions, table: string) {
    this.client = DynamoDBDocumentClient.from(faultable(new DynamoDBClient(options)));
    this.table = table;
  }

  upload(workload: string, uploadId: string): Promise<UploadRecord | undefined> {
    return this.get(workload, recordKey.upload(uploadId), uploadRecordSchema);
  }

  async uploads(workload: string): Promise<UploadRecord[]> {
    const found = await this.query(workload, recordKey.uploads, uploadRecordSchema);
    return found.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
  }

  run(workload: string, runId: string): Promise<RunRecord | undefined> {
    return this.get(workload, recordKey.run(runId), runRecordSchema);
  }

  async runs(workload: string): Promise<RunRecord[]> {
    const found = await this.query(workload, recordKey.runs, runRecordSchema);
    return found.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  lease(workload: string): Promise<LeaseRecord | undefined> {
    return this.get(workload, recordKey.lease, leaseRecordSchema);
  }

  brakes(workload: string): Promise<BrakesRecord | undefined> {
    return this.get(workload, recordKey.brakes, brakesRecordSchema);
  }

  release(workload: string): Promise<ReleaseRecord | undefined> {
    return this.get(workload, recordKey.release, releaseRecordSchema);
  }

  /** Whose turn it is to change the endpoint. */
  rollout(workload: string): Promise<RolloutRecord | undefined> {
    return this.get(workload, recordKey.rollout, rolloutRecordSchema);
  }

  /** What was asked of people, and what they decided; newest first. */
  async approvals(workload: string): Promise<ApprovalRecord[]> {
    const found = await this.query(workload, recordKey.approvals, approvalRecordSchema);
    return found.sort((a, b) => b.packageVersion - a.packageVersion);
  }

  approval(workload: string, packageVersion: number): Promise<ApprovalRecord | undefined> {
    return this.get(workload, recordKey.approval(packageVersion), approvalRecordSchema);
  }

  private async get<S extends z.ZodType>(workload: string, record: string, schema: S): Promise<z.infer<S> | undefined> {
    const answer = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { workload, record }, ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : schema.parse(answer.Item);
  }

  private async query<S extends z.ZodType>(workload: string, prefix: string, schema: S): Promise<z.infer<S>[]> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: '#workload = :workload AND begins_with(#record, :prefix)',
        ExpressionAttributeNames: { '#workload': 'workload', '#record': 'record' },
        ExpressionAttributeValues: { ':workload': workload, ':prefix': prefix },
      },
    );
    const found: z.infer<S>[] = [];
    for await (const page of pages) found.push(...(page.Items ?? []).map((item) => schema.parse(item)));
    return found;
  }
}
