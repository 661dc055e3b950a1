import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { tooMuch, type UnpackLimits } from '../../domain/archive/limits.ts';
import type { PlatformError } from '../../domain/errors.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * A gzipped file's content, at most one chunk of 1 MiB ahead of the reader, however much it is. Refuses, with the error
 * that `refuse` makes of the reason: what swells over the limits (after at most one chunk more), what is truncated or
 * damaged, and bytes after the end.
 */
export async function* gunzip(
  path: string,
  limits: UnpackLimits,
  refuse: (why: string, cause?: unknown) => PlatformError,
): AsyncGenerator<Buffer> {
  const { size } = await stat(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unpacker = createGunzip({ chunkSize: CHUNK_BYTES });
  // A failure of either stream reaches the loop through the second.
  file.on('error', (error) => unpacker.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of file.pipe(unpacker)) {
      bytes += chunk.length;
      const excess = tooMuch(unpacker.bytesWritten, bytes, limits);
      if (excess !== undefined) throw refuse(excess);
      yield chunk;
    }
    if (unpacker.bytesWritten < size) throw refuse('has bytes after its end');
  } catch (cause) {
    throw isZlibError(cause) ? refuse('is truncated, damaged or not gzip at all', cause) : cause;
  } finally {
    file.destroy();
    unpacker.destroy();
  }
}

const isZlibError = (cause: unknown): boolean =>
  typeof cause === 'object' && cause !== null && 'code' in cause && String(cause.code).startsWith('Z_');
