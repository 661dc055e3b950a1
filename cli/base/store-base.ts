import { join } from 'node:path';
import type { BaseDescription } from '../../domain/base/description.ts';
import { PlatformError } from '../../domain/errors.ts';
import { baseKey } from '../../domain/names.ts';
import type { Connection } from '../connection/connect.ts';
import { byteProgress } from './byte-progress.ts';
import type { Transfer } from './fetched.ts';

/**
 * Stores a base's files under its digest and then the description that makes them the base of its name. Who replaces
 * one leaves the files of the one before, since a job may still start from them. Throws `BASE_EXISTS` when somebody
 * added another one meanwhile.
 */
export async function storeBase(
  { objects, platform }: Pick<Connection, 'objects' | 'platform'>,
  base: BaseDescription,
  folder: string,
  replace: boolean,
  { onProgress, signal }: Transfer,
): Promise<void> {
  const bucket = platform.artifactsBucket;
  for (const [name, { sha256, bytes }] of Object.entries(base.files)) {
    onProgress(name);
    const onBytes = byteProgress(name, bytes, onProgress);
    const key = `${baseKey.files(base.name, base.digest)}${name}`;
    await objects.putFile(bucket, key, join(folder, name), { signal, sha256, onBytes });
  }
  const description = `${JSON.stringify(base, null, 2)}\n`;
  const ifAbsent = !replace;
  if ((await objects.putText(bucket, baseKey.description(base.name), description, { ifAbsent })) === 'exists') {
    throw baseExists(base.name);
  }
}

export const baseExists = (name: string, source?: string): PlatformError =>
  new PlatformError(
    'BASE_EXISTS',
    `There is another base ${name} already${source === undefined ? '' : `, from ${source}`}.`,
    {
      next: 'Choose another name, or add --replace: runs that are planned from then on start from the new one.',
    },
  );
