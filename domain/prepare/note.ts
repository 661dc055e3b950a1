import type { Counts, UploadOutcome } from './manifest.ts';

/** What became of the rows, in one line. */
export function countsNote({ received, accepted, duplicates, quarantined }: Counts): string {
  return `${grouped(received)} rows: ${grouped(accepted)} accepted, ${grouped(duplicates)} duplicates, ${grouped(quarantined)} quarantined`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** The files of which nothing could be read, in one line; empty when there are none. */
export function unreadableNote(uploads: readonly UploadOutcome[]): string {
  const unreadable = uploads.flatMap(({ key, error }) => (error ? [`${key} could not be read (${error.code})`] : []));
  return unreadable.map((note) => `; ${note}`).join('');
}
