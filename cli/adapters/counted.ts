import { Transform } from 'node:stream';

/** Hands bytes on and tells how many. */
export const counted = (onBytes: (bytes: number) => void): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
