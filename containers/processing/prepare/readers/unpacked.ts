import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unreadable } from './refusals.ts';

const CHUNK_BYTES = 1 << 20;

/** A file that unpacks to more than this is taken for a decompression bomb. */
export const UNPACKED_LIMIT_BYTES = 16 * 2 ** 30;

/** The file's bytes, gunzipped when asked. A truncated or damaged gzip throws UPLOAD_UNREADABLE. */
export async function* unpacked(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!gzip) return yield* file;
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // A failure of either stream reaches the loop through gunzip.
  file.on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of file.pipe(gunzip)) {
      bytes += chunk.length;
      if (bytes > UNPACKED_LIMIT_BYTES) throw unreadable(`the file unpacks to more than ${UNPACKED_LIMIT_BYTES} bytes`);
      yield chunk;
    }
  } catch (cause) {
    throw isZlibError(cause) ? unreadable('the gzip file is truncated or damaged', cause) : cause;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

/** Writes the gunzipped content beside the file, for readers that need to seek. */
export async function unpackTo(path: string, target: string): Promise<void> {
  await pipeline(unpacked(path, true), createWriteStream(target));
}

function isZlibError(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && String(cause.code).startsWith('Z_');
}
