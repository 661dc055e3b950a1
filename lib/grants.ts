import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import type { Configuration } from '../config/load.ts';
import { baseKey, parameterName } from '../domain/names.ts';
import { configuredBases, workloadNames } from './configured.ts';
import type { StageFunction } from './constructs/stage-function.ts';
import type { PlatformStackProps } from './stack-props.ts';
import type { DataStack } from './stacks/data.ts';

/** Reads records one by one. */
export function grantReadRecords({ records, key }: DataStack, reader: StageFunction): void {
  reader.allow(['dynamodb:GetItem'], [records.tableArn]);
  grantRecordsKey({ records, key }, reader);
}

/** Reads and writes records item by item and by workload: no scan, no change of the table. */
export function grantRecords({ records, key }: DataStack, reader: StageFunction): void {
  const read = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'];
  const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
  reader.allow([...read, ...write], [records.tableArn]);
  grantRecordsKey({ records, key }, reader);
}

function grantRecordsKey({ records, key }: Pick<DataStack, 'records' | 'key'>, reader: StageFunction): void {
  reader.allow(['kms:Decrypt'], [key.keyArn], {
    StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(records).region}.amazonaws.com` },
  });
}

/** Reads the workloads' configuration. */
export function grantWorkloadParameters(scope: IConstruct, environment: string, reader: StageFunction): void {
  const arn = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: `${parameterName.workloads(environment).slice(1)}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  reader.allow(['ssm:GetParameter'], [arn]);
}

/** Reads the bases that candidates start from; nothing where none does. */
export function grantBases(configuration: Configuration, { artifacts }: DataStack, reader: IGrantable): void {
  const prefixes = configuredBases(configuration).map(baseKey.base);
  // Without a prefix it would be the whole bucket.
  if (prefixes.length > 0) artifacts.grantRead(reader, ...prefixes);
}

/** Tells people, over the topic's own key. */
export function grantPublish(topic: ITopic, publisher: StageFunction): void {
  publisher.allow(['sns:Publish'], [topic.topicArn]);
  const key = topic.masterKey;
  if (key) publisher.allow(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]);
}

/** Whoever prepares and evaluates reads uploads and models, and writes the lake and the results of runs. */
export function grantProcessing({ configuration, data }: PlatformStackProps, processor: IGrantable): void {
  const names = workloadNames(configuration);
  const lake = names.flatMap((w) => [`datasets/workload=${w}/`, `manifests/${w}/`, `quarantine/workload=${w}/`]);
  const runs = names.map((w) => `${w}/runs/`);
  data.raw.grantRead(processor, ...names.map((w) => `${w}/`));
  data.lake.grantRead(processor, ...lake);
  data.lake.grantWrite(processor, ...lake);
  data.artifacts.grantRead(processor, ...runs);
  data.artifacts.grantWrite(processor, ...runs);
}
