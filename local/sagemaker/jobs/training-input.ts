import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import type { ObjectStore } from '../adapters/objects.ts';
import { download } from './download.ts';
import type { Place } from './hosts.ts';
import { JobError } from './job-error.ts';

/**
 * Lays out `/opt/ml` of a new machine: the folders, the three files of `input/config`, the channels from S3.
 * @throws JobError ClientError
 */
export async function layTrainingInput(
  request: CreateTrainingJobCommandInput,
  store: ObjectStore,
  ml: string,
  place: Place,
): Promise<void> {
  for (const folder of ['input/config', 'input/data', 'model', 'output/data']) {
    await mkdir(join(ml, folder), { recursive: true });
  }
  await writeConfiguration(request, ml, place);
  const channels = request.InputDataConfig ?? [];
  await Promise.all(channels.map((channel) => downloadChannel(store, channel, ml, place)));
}

type Channel = NonNullable<CreateTrainingJobCommandInput['InputDataConfig']>[number];

async function downloadChannel(
  store: ObjectStore,
  channel: Channel,
  ml: string,
  { host, hosts }: Place,
): Promise<void> {
  const source = channel.DataSource?.S3DataSource;
  const type = source?.S3DataType;
  if (source?.S3Uri === undefined || (type !== 'S3Prefix' && type !== 'ManifestFile')) {
    throw new JobError(
      'ClientError',
      `Channel ${channel.ChannelName} has a data source that the local runtime does not support.`,
    );
  }
  const shard =
    source.S3DataDistributionType === 'ShardedByS3Key' ? { index: hosts.indexOf(host), of: hosts.length } : undefined;
  await download(store, { uri: source.S3Uri, type, shard }, join(ml, 'input/data', channel.ChannelName ?? ''));
}

async function writeConfiguration(request: CreateTrainingJobCommandInput, ml: string, place: Place): Promise<void> {
  const channels = (request.InputDataConfig ?? []).map((channel) => [
    channel.ChannelName,
    {
      TrainingInputMode: channel.InputMode ?? request.AlgorithmSpecification?.TrainingInputMode,
      S3DistributionType: channel.DataSource?.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
      RecordWrapperType: channel.RecordWrapperType ?? 'None',
      ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
    },
  ]);
  const files = {
    'hyperparameters.json': request.HyperParameters ?? {},
    'inputdataconfig.json': Object.fromEntries(channels),
    'resourceconfig.json': resourceConfig(request.ResourceConfig?.InstanceType, place),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(ml, 'input/config', name), JSON.stringify(content));
  }
}

/** What `resourceconfig.json` says on one of a job's hosts. */
export const resourceConfig = (instanceType: string | undefined, { host, hosts }: Place): object => ({
  current_host: host,
  current_instance_type: instanceType,
  current_group_name: 'homogeneousCluster',
  hosts,
  instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: instanceType, hosts }],
  network_interface_name: 'lo',
});
