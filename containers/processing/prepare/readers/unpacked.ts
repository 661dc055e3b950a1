import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UPLOAD_LIMITS } from '../../../../domain/archive/limits.ts';
import { gunzip } from '../../../archive/gunzip.ts';
import { unreadable } from './refusals.ts';

const CHUNK_BYTES = 1 << 20;

/** The file's bytes, gunzipped when asked. What is truncated, damaged or a bomb throws UPLOAD_UNREADABLE. */
export async function* unpacked(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  if (!gzip) return yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  yield* gunzip(path, UPLOAD_LIMITS, (why, cause) => unreadable(`the gzip file ${why}`, cause));
}

/** Writes the gunzipped content beside the file, for readers that need to seek. */
export async function unpackTo(path: string, target: string): Promise<void> {
  await pipeline(unpacked(path, true), createWriteStream(target));
}
