import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { ObjectStore } from '../adapters/objects.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { JobError } from './job-error.ts';

const manifest = z.tuple([z.object({ prefix: z.string() })]).rest(z.string());

const CONCURRENT_DOWNLOADS = 8;

export interface Source {
  readonly uri: string;
  readonly type: 'S3Prefix' | 'ManifestFile';
  /** Every `of`-th object, from the `index`-th on; without it all of them. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
}

/**
 * Brings the objects of one input to a folder, under the part of their key below the prefix.
 * @throws JobError ClientError
 */
export async function download(store: ObjectStore, source: Source, folder: string): Promise<void> {
  try {
    const files =
      source.type === 'S3Prefix'
        ? await prefixFiles(store, source.uri)
        : await manifestFiles(store, source.uri, folder);
    const { index, of } = source.shard ?? { index: 0, of: 1 };
    const rest = files.filter((_file, position) => position % of === index);
    const worker = async (): Promise<void> => {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
        await store.download(next.bucket, next.key, inside(folder, next.name));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_DOWNLOADS }, worker));
  } catch (error) {
    if (error instanceof JobError) throw error;
    throw new JobError('ClientError', `Data download failed: ${source.uri}: ${described(error)}`);
  }
}

interface RemoteFile {
  readonly bucket: string;
  readonly key: string;
  /** Path below the input's folder. */
  readonly name: string;
}

async function prefixFiles(store: ObjectStore, uri: string): Promise<RemoteFile[]> {
  const { bucket, key: prefix } = parseS3Uri(uri);
  const keys = (await store.list(bucket, prefix)).filter((key) => !key.endsWith('/'));
  if (keys.length === 0) {
    throw new JobError(
      'ClientError',
      `Data download failed: No S3 objects found under S3 URL "${uri}" given in input data source. ` +
        'Please ensure that the bucket exists in the selected region and that objects exist under that S3 prefix.',
    );
  }
  return keys.map((key) => ({ bucket, key, name: nameBelow(prefix, key) }));
}

/** A ManifestFile: `[{"prefix": "s3://bucket/folder/"}, "relative/key", …]`. */
async function manifestFiles(store: ObjectStore, uri: string, folder: string): Promise<RemoteFile[]> {
  const { bucket, key } = parseS3Uri(uri);
  const file = `${folder}-manifest`;
  await store.download(bucket, key, file);
  const [{ prefix }, ...names] = manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  return names.map((name) => ({ ...parseS3Uri(`${prefix}${name}`), name }));
}

export function nameBelow(prefix: string, key: string): string {
  if (key === prefix) return basename(key);
  const folder =
    prefix.endsWith('/') || key.startsWith(`${prefix}/`)
      ? prefix.replace(/\/$/, '')
      : prefix.slice(0, prefix.lastIndexOf('/') + 1);
  return key.slice(folder.length).replace(/^\/+/, '');
}

/** An object's key is data: it must not name a file outside the folder. */
function inside(folder: string, name: string): string {
  if (name.split('/').includes('..'))
    throw new JobError('ClientError', `Data download failed: the key ${name} leaves its folder`);
  return join(folder, name);
}

export const described = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
