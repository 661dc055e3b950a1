import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { uploadIdOf } from '../../domain/admit/upload-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { sha256OfFile } from '../adapters/file-hash.ts';
import type { Connection } from '../connection/connect.ts';
import { INVOCATION } from '../invocation.ts';
import type { Board } from '../progress/board.ts';

export interface StoredUpload {
  readonly uploadId: string;
  readonly file: string;
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** Throws `FILE_NOT_FOUND` for the first path that is no file, before anything is stored. */
export async function requireFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) continue;
    throw new PlatformError('FILE_NOT_FOUND', `${path} ${found ? 'is not a file' : 'does not exist'}.`, {
      next: 'Check the path; nothing was uploaded.',
    });
  }
}

/**
 * `<workload>/<8 hex of the content>/<file name>`: another file of the same name is another upload, and the same file
 * again is a new version of the same object.
 */
export async function uploadKey(workload: string, path: string): Promise<string> {
  return `${workload}/${(await sha256OfFile(path)).slice(0, 8)}/${basename(path)}`;
}

/**
 * Puts files into the raw bucket, each once. The id of each upload is known as soon as it is stored.
 * Throws `INTERRUPTED` when the signal comes before the last one is; what is stored by then is an upload.
 */
export async function storeFiles(
  { objects, platform }: Connection,
  workload: string,
  paths: readonly string[],
  board: Board,
  signal: AbortSignal,
): Promise<StoredUpload[]> {
  const stored = new Map<string, StoredUpload>();
  for (const file of paths) {
    const key = await uploadKey(workload, file);
    if (stored.has(key)) {
      board.say(`${file} has the content of a file before it and is stored once`);
      continue;
    }
    const put = objects.putFile(platform.rawBucket, key, file, { signal });
    const { versionId, sizeBytes } = await put.catch((error: unknown) => {
      throw signal.aborted ? stoppedStoring(workload, stored.size, paths.length, error) : error;
    });
    const uploadId = uploadIdOf(platform.rawBucket, key, versionId);
    stored.set(key, { uploadId, file, key, versionId, sizeBytes });
    board.say(`upload ${uploadId}  ${file}`);
  }
  return [...stored.values()];
}

const stoppedStoring = (workload: string, done: number, all: number, cause: unknown): PlatformError =>
  new PlatformError(
    'INTERRUPTED',
    `Stopped after ${done} of ${all} files were stored; those are uploads of ${workload}.`,
    {
      next: `Upload the rest again; see what is there: \`${INVOCATION} uploads list ${workload}\`.`,
      cause,
    },
  );
