import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { extract, list } from 'tar';
import type { ObjectStore } from '../adapters/objects.ts';
import { described, download } from '../jobs/download.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { DeploymentFailed } from './endpoint-error.ts';

/** Of all files together, unpacked. */
const MOST_BYTES = 20 * 1024 ** 3;

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
    await store.download(bucket, key, file);
    await unpack(file, folder);
    await rm(file);
  } else if (source?.S3Uri !== undefined) {
    await download(store, { uri: source.S3Uri, type: 'S3Prefix' }, folder);
  }
}

/**
 * Unpacks an archive of plain files and folders; refuses links, devices and names that leave the folder.
 * @throws DeploymentFailed before anything is written.
 */
export async function unpack(file: string, folder: string, mostBytes: number = MOST_BYTES): Promise<void> {
  const refused: string[] = [];
  let bytes = 0;
  await list({
    file,
    strict: true,
    onReadEntry: (entry) => {
      bytes += entry.size;
      if (entry.type !== 'File' && entry.type !== 'Directory') refused.push(`${entry.path} is a ${entry.type}`);
      if (entry.path.startsWith('/') || entry.path.split('/').includes('..'))
        refused.push(`${entry.path} leaves the folder`);
    },
  });
  if (bytes > mostBytes) refused.push(`${bytes} bytes are more than ${mostBytes}`);
  if (refused.length > 0) throw new DeploymentFailed(`The model archive is refused: ${refused.slice(0, 3).join('; ')}`);
  await extract({ file, cwd: folder, strict: true, noChmod: true });
}
