import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UPLOAD_LIMITS } from '../../../../domain/archive/limits.ts';
import { gunzip } from '../../../archive/gunzip.ts';
import { filePieces } from './file-pieces.ts';
import { unreadable } from './refusals.ts';

/** The file's bytes, gunzipped when asked, in pieces that are good until the next one is asked for. What is truncated, damaged or a bomb throws UPLOAD_UNREADABLE. */
export async function* unpacked(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  if (!gzip) return yield* filePieces(path);
  yield* gunzip(path, UPLOAD_LIMITS, (why, cause) => unreadable(`the gzip file ${why}`, cause));
}

/** Writes the gunzipped content beside the file, for readers that need to seek. */
export async function unpackTo(path: string, target: string): Promise<void> {
  await pipeline(unpacked(path, true), createWriteStream(target));
}
