import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { create } from 'tar';
import type { ObjectStore } from '../adapters/objects.ts';
import { parseS3Uri, under } from '../s3-uri.ts';
import { described } from './download.ts';
import { JobError } from './job-error.ts';

/**
 * Uploads every file of a folder under the same relative path.
 * @throws JobError ClientError
 */
export async function uploadFolder(store: ObjectStore, folder: string, uri: string, kmsKeyId?: string): Promise<void> {
  const { bucket, key } = parseS3Uri(uri);
  try {
    for (const file of await filesIn(folder)) {
      const name = relative(folder, file).split(sep).join('/');
      await store.upload(file, bucket, under(key, name), kmsKeyId);
    }
  } catch (error) {
    throw new JobError('ClientError', `Failed to upload to ${uri}: ${described(error)}`);
  }
}

/**
 * Packs a folder's content into one `.tar.gz` and uploads it. The same files give the same bytes.
 * @throws JobError ClientError
 */
export async function uploadArchive(store: ObjectStore, folder: string, uri: string, kmsKeyId?: string): Promise<void> {
  const archive = `${folder}.tar.gz`;
  const found = (await readdir(folder)).sort();
  const entries = found.length > 0 ? found : ['.'];
  await mkdir(dirname(archive), { recursive: true });
  await create({ file: archive, cwd: folder, gzip: true, portable: true, noMtime: true }, entries);
  const { bucket, key } = parseS3Uri(uri);
  try {
    await store.upload(archive, bucket, key, kmsKeyId);
  } catch (error) {
    throw new JobError('ClientError', `Failed to upload to ${uri}: ${described(error)}`);
  }
}

export async function filesIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
