import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { unpackModel } from '../../../containers/archive/unpack.ts';
import { FOREIGN_MODEL_LIMITS } from '../../../domain/archive/limits.ts';
import type { ObjectStore } from '../adapters/objects.ts';
import { described, download } from '../jobs/download.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { DeploymentFailed } from './endpoint-error.ts';

/**
 * Fills `<mlDirectory>/model` with what the model's container names, unless an earlier call did.
 * @throws DeploymentFailed
 */
export async function placeModelFiles(
  store: ObjectStore,
  model: CreateModelCommandInput,
  mlDirectory: string,
): Promise<void> {
  const done = join(mlDirectory, '../model.placed');
  if (existsSync(done)) return;
  const target = join(mlDirectory, 'model');
  const making = join(mlDirectory, 'model.new');
  await rm(making, { recursive: true, force: true });
  await rm(target, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  try {
    await fetchModel(store, model, making);
  } catch (error) {
    throw error instanceof DeploymentFailed
      ? error
      : new DeploymentFailed(`Failed to download model data of model "${model.ModelName}": ${described(error)}`);
  }
  await rename(making, target);
  await writeFile(done, '');
}

async function fetchModel(store: ObjectStore, model: CreateModelCommandInput, folder: string): Promise<void> {
  const container = model.PrimaryContainer;
  const source = container?.ModelDataSource?.S3DataSource;
  const archive = container?.ModelDataUrl ?? (source?.CompressionType === 'Gzip' ? source.S3Uri : undefined);
  if (archive !== undefined) {
    const { bucket, key } = parseS3Uri(archive);
    const file = `${folder}.tar.gz`;
    try {
      await store.download(bucket, key, file);
      await unpackModel(file, folder, { limits: FOREIGN_MODEL_LIMITS });
    } finally {
      await rm(file, { force: true });
    }
  } else if (source?.S3Uri !== undefined) {
    await download(store, { uri: source.S3Uri, type: 'S3Prefix' }, folder);
  }
}
