import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ObjectStore } from '../adapters/s3.ts';
import { placeOfUri } from '../adapters/s3-uri.ts';

/** Brings everything below a prefix, or the one object of that name, into a folder, as SageMaker does for a job's input. */
export async function bringInput(uri: string, directory: string, objects: ObjectStore): Promise<void> {
  const { bucket, key: prefix } = placeOfUri(uri);
  for (const key of await objects.list(bucket, prefix)) {
    const path = join(directory, key === prefix ? basename(key) : key.slice(prefix.length));
    // An object's key is data: it names no file outside the folder.
    if (relative(directory, path).split(sep).includes('..')) throw new RangeError(`${key} leaves its folder`);
    await mkdir(dirname(path), { recursive: true });
    if ((await objects.download({ bucket, key }, path)) === 'absent') throw new Error(`${key} is gone`);
  }
}

/** Puts every file of a folder below a prefix, as SageMaker does with a job's output. */
export async function putOutput(directory: string, uri: string, objects: ObjectStore): Promise<void> {
  const { bucket, key: prefix } = placeOfUri(uri);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path).split(sep).join('/');
    await objects.putFile({ bucket, key: `${prefix}/${name}` }, path, { metadata: {} });
  }
}
