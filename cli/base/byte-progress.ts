import { megabytes } from '../output/numbers.ts';

const EVERY_MS = 2_000;

/** Counts the bytes of a transfer and tells of them, at most every two seconds. */
export function byteProgress(
  name: string,
  totalBytes: number | undefined,
  onProgress: (line: string) => void,
): (bytes: number) => void {
  let done = 0;
  let toldAt = performance.now();
  return (bytes) => {
    done += bytes;
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    onProgress(`${name} ${megabytes(done)}${totalBytes === undefined ? '' : ` of ${megabytes(totalBytes)}`}`);
  };
}
