import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleGroupCommand, GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { sha256 } from '../../domain/hash.ts';
import { S3JsonStore } from '../../lambdas/adapters/artifacts.ts';
import { StepFunctions } from '../../lambdas/adapters/executions.ts';
import { S3ModelArtifacts } from '../../lambdas/adapters/model-artifacts.ts';
import { SsmWorkloads } from '../../lambdas/adapters/parameters.ts';
import { DynamoRecords } from '../../lambdas/adapters/records.ts';
import { EventBridgeScheduler } from '../../lambdas/adapters/scheduler.ts';
import type { RecordsTable } from '../../lambdas/records/table.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { MemoryTable } from './memory/table.ts';
import { deployedWorkload, WORKLOAD } from './memory/world.ts';

const READY_MS = 30_000;
const ROLE = 'arn:aws:iam::000000000000:role/any';

let emulator: ChildProcess;
let settings: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + READY_MS;
  while (Date.now() < end) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer in time.`);
}

beforeAll(async () => {
  const port = await freePort();
  const binary = join(import.meta.dirname, '..', '..', '.venv', 'bin', 'ministack');
  const env = { ...process.env, GATEWAY_PORT: String(port) };
  emulator = spawn(binary, [], { stdio: 'ignore', env });
  settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  await untilReady(`${settings.endpoint}/_ministack/health`);
}, READY_MS);

afterAll(() => {
  emulator.kill('SIGKILL');
});

async function dynamoTable(): Promise<RecordsTable> {
  const client = new DynamoDBClient(settings);
  await client.send(
    new CreateTableCommand({
      TableName: 'records',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['workload', 'record'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: 'workload', KeyType: 'HASH' },
        { AttributeName: 'record', KeyType: 'RANGE' },
      ],
    }),
  );
  return new DynamoRecords('records', client);
}

describe.each([
  ['in memory', async () => new MemoryTable()],
  ['in DynamoDB', dynamoTable],
])('the records table %s', (_name, open) => {
  let table: RecordsTable;
  beforeAll(async () => {
    table = await open();
  });

  it('creates a record once, and replaces only the revision that was named', async () => {
    const heldBy = (holder: string) => ({ workload: 'w', record: 'lease', holder, note: undefined });

    expect(await table.write(heldBy('a'), undefined)).toBe(true);
    expect(await table.write(heldBy('b'), undefined)).toBe(false);
    expect(await table.write(heldBy('c'), 1)).toBe(true);
    expect(await table.write(heldBy('d'), 1)).toBe(false);
    expect(await table.write({ workload: 'w', record: 'none' }, 3)).toBe(false);
    expect(await table.read('w', 'lease')).toMatchObject({ item: { holder: 'c' }, revision: 2 });
    expect(await table.read('w', 'other')).toBeUndefined();
  });

  it('lets one of many parallel writers win', async () => {
    const writes = Array.from({ length: 8 }, (_, index) =>
      table.write({ workload: 'w', record: 'race', ...{ index } }, undefined),
    );

    expect((await Promise.all(writes)).filter((won) => won)).toHaveLength(1);
  });

  it('lists the records of one workload under a prefix in order', async () => {
    for (const [workload, record] of [
      ['w', 'run#b'],
      ['w', 'run#a'],
      ['v', 'run#c'],
      ['w', 'rum'],
    ] as const) {
      await table.write({ workload, record }, undefined);
    }

    expect((await table.list('w', 'run#')).map((item) => item.record)).toEqual(['run#a', 'run#b']);
  });
});

describe('JSON documents in S3', () => {
  const schema = z.object({ a: z.number() });

  it('are read as written, missing ones as undefined, and others are refused', async () => {
    const client = new S3Client({ ...settings, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'documents' }));
    const store = new S3JsonStore('documents', client);
    await store.write('w/a.json', { a: 1 });
    await store.write('w/b.json', { b: 1 });

    expect(await store.read('w/a.json', schema)).toEqual({ a: 1 });
    expect(await store.find('w/none.json', schema)).toBeUndefined();
    await expect(store.read('w/none.json', schema)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
    await expect(store.find('w/b.json', schema)).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
    expect(store.uri('w/a.json')).toBe('s3://documents/w/a.json');
  });
});

describe('the parameters of workloads', () => {
  it('are read by name and believed for as long as was said', async () => {
    const client = new SSMClient(settings);
    const put = (seconds: number) =>
      client.send(
        new PutParameterCommand({
          Name: `/trainyard/test/workloads/${WORKLOAD}`,
          Type: 'String',
          Overwrite: true,
          Value: JSON.stringify(deployedWorkload({ debounceSeconds: seconds })),
        }),
      );
    await put(1);
    let now = 0;
    const workloads = new SsmWorkloads('test', { cacheSeconds: 60, now: () => now }, client);
    const seen = async () => (await workloads.read(WORKLOAD)).debounceSeconds;

    expect(await seen()).toBe(1);
    await put(2);
    expect(await seen()).toBe(1);
    now = 61_000;
    expect(await seen()).toBe(2);
    expect(await workloads.find('other')).toBeUndefined();
    await expect(workloads.read('other')).rejects.toMatchObject({ code: 'WORKLOAD_UNKNOWN' });
  });
});

describe('executions and schedules', () => {
  const input = { workload: WORKLOAD, trigger: 'upload', force: false } as const;

  it('are started once by name', async () => {
    const client = new SFNClient(settings);
    const definition = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
    const machine = await client.send(new CreateStateMachineCommand({ name: 'retrain', definition, roleArn: ROLE }));
    const executions = new StepFunctions(client);

    const first = await executions.start(machine.stateMachineArn ?? '', 'one', input);
    const again = await executions.start(machine.stateMachineArn ?? '', 'one', input);

    expect(again).toBe(first);
    expect(await executions.status(first)).toMatch(/RUNNING|SUCCEEDED/);
    expect(await executions.status(`${first}-other`)).toBeUndefined();
    expect(await executions.succeed('no such token', {})).toBe(false);
  });

  it('are scheduled once by name, in UTC, and forgotten afterwards', async () => {
    const client = new SchedulerClient(settings);
    await client.send(new CreateScheduleGroupCommand({ Name: 'trainyard' }));
    const target = {
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:retrain',
      roleArn: ROLE,
      group: 'trainyard',
    };
    const scheduler = new EventBridgeScheduler(target, client);
    const at = new Date('2099-11-21T12:00:00.000Z');

    await scheduler.startAt('reviews-1', at, input);
    await scheduler.startAt('reviews-1', at, input);

    expect(await client.send(new GetScheduleCommand({ Name: 'reviews-1', GroupName: 'trainyard' }))).toMatchObject({
      ScheduleExpression: 'at(2099-11-21T12:00:00)',
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: target.stateMachineArn, Input: JSON.stringify(input) },
    });
  });
});

describe('a handler', () => {
  const invoke = async (stage: string, event: unknown): Promise<unknown> => {
    const { handler } = await import(`../../lambdas/${stage}/handler.ts`);
    return handler(event, { awsRequestId: 'request' });
  };
  const variables = {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    TRAINYARD_ENVIRONMENT: 'test',
    RECORDS_TABLE: 'records',
    ARTIFACTS_BUCKET: 'documents',
    NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:people',
    SCHEDULER_ROLE_ARN: ROLE,
    SCHEDULE_GROUP: 'trainyard',
    RETRAIN_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:retrain',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const before = { ...process.env };

  beforeAll(() => {
    Object.assign(process.env, variables, { AWS_ENDPOINT_URL: settings.endpoint });
  });
  afterAll(() => {
    process.env = before;
  });

  it('admits an upload and gives its run a lease, with the clients that it builds itself', async () => {
    const body = JSON.stringify(objectCreated('reviews/a.csv'));

    const admitted = await invoke('admit', { Records: [{ messageId: 'm', body, eventSource: 'aws:sqs' }] });
    const leased = await invoke('lease', {
      request: { workload: 'reviews' },
      execution: leaseInput('execution').execution,
    });

    expect(admitted).toEqual({ batchItemFailures: [] });
    expect(leased).toMatchObject({
      outcome: 'acquired',
      planUri: expect.stringMatching(/^s3:\/\/documents\/reviews\/runs\//),
    });
  });

  it('refuses a call of the wrong shape with a typed error', async () => {
    await expect(invoke('lease', { workload: 'reviews' })).rejects.toMatchObject({ name: 'REQUEST_INVALID' });
  });

  it('names every variable that it lacks', async () => {
    await expect(invoke('rollout', {})).rejects.toThrow('INFERENCE_ROLE_ARN');
  });
});

describe('model artifacts', () => {
  it('are hashed as they lie in the bucket now, and told apart from those that are gone', async () => {
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'models' }));
    await s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'a/model.tar.gz', Body: 'artifact' }));
    const artifacts = new S3ModelArtifacts(s3);

    expect(await artifacts.fingerprint('s3://models/a/model.tar.gz')).toEqual({
      kind: 'hashed',
      sha256: sha256('artifact'),
    });
    expect(await artifacts.fingerprint('s3://models/b/model.tar.gz')).toEqual({ kind: 'gone' });
    await expect(artifacts.fingerprint('models/b')).rejects.toMatchObject({ code: 'ARTIFACT_INVALID' });
  });
});
