import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordItem, RecordsTable, Stored } from '../records/table.ts';
import { awsClient } from '../runtime/aws-client.ts';

/** The records table in DynamoDB. Each write counts the record's `revision` up and names the one it replaces. */
export class DynamoRecords implements RecordsTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(table: string, client = awsClient(DynamoDBClient)) {
    this.#table = table;
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }

  async read(workload: string, record: string): Promise<Stored | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { workload, record }, ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const { revision, ...item } = Item;
    return { item, revision: Number(revision ?? 0) };
  }

  async write(item: RecordItem, replaces: number | undefined): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...item, revision: (replaces ?? 0) + 1 },
          ...(replaces === undefined
            ? {
                ConditionExpression: 'attribute_not_exists(#record)',
                ExpressionAttributeNames: { '#record': 'record' },
              }
            : {
                ConditionExpression: '#revision = :replaces',
                ExpressionAttributeNames: { '#revision': 'revision' },
                ExpressionAttributeValues: { ':replaces': replaces },
              }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async list(workload: string, prefix: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: '#workload = :workload AND begins_with(#record, :prefix)',
          ExpressionAttributeNames: { '#workload': 'workload', '#record': 'record' },
          ExpressionAttributeValues: { ':workload': workload, ':prefix': prefix },
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: after }),
        }),
      );
      items.push(...(page.Items ?? []));
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
    return items;
  }
}
