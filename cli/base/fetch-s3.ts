import { join } from 'node:path';
import { chooseFiles } from '../../domain/base/files.ts';
import type { Objects } from '../adapters/objects.ts';
import { byteProgress } from './byte-progress.ts';
import type { Fetched, Transfer } from './fetched.ts';
import type { Source } from './source.ts';

/** The files directly below a prefix of any bucket that the caller may read. */
export async function fetchFromS3(
  { bucket, prefix }: Extract<Source, { kind: 's3' }>,
  temporary: string,
  objects: Objects,
  { onProgress, signal }: Transfer,
): Promise<Fetched> {
  const source = `s3://${bucket}/${prefix}`;
  const names = (await objects.keys(bucket, prefix)).map((key) => key.slice(prefix.length));
  for (const name of chooseFiles(names, source)) {
    onProgress(name);
    await objects.getFile(bucket, `${prefix}${name}`, join(temporary, name), {
      signal,
      onBytes: byteProgress(name, undefined, onProgress),
    });
  }
  return { folder: temporary, source };
}
