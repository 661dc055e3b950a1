import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';

/** Writes the three files that every training container finds in `/opt/ml/input/config`. */
export async function writeTrainingInput(request: CreateTrainingJobCommandInput, ml: string): Promise<void> {
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
    'resourceconfig.json': resourceConfig(request.ResourceConfig?.InstanceType),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(ml, 'input/config', name), JSON.stringify(content));
  }
}

/** The one host that a job has here. */
export const resourceConfig = (instanceType: string | undefined): object => ({
  current_host: 'algo-1',
  current_instance_type: instanceType,
  current_group_name: 'homogeneousCluster',
  hosts: ['algo-1'],
  instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: instanceType, hosts: ['algo-1'] }],
  network_interface_name: 'lo',
});
