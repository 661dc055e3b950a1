import type { Counts, UploadOutcome } from './manifest.ts';

/** What became of the rows, in one line. */
export function countsNote({ received, accepted, duplicates, quarantined }: Counts): string {
  return `${received} rows: ${accepted} accepted, ${duplicates} duplicates, ${quarantined} quarantined`;
}

/** The files of which nothing could be read, in one line; empty when there are none. */
export function unreadableNote(uploads: readonly UploadOutcome[]): string {
  const unreadable = uploads.flatMap(({ key, error }) => (error ? [`${key} could not be read (${error.code})`] : []));
  return unreadable.map((note) => `; ${note}`).join('');
}
