import type { Counts } from './manifest.ts';

/** What became of the rows, in one line. */
export function countsNote({ received, accepted, duplicates, quarantined }: Counts): string {
  return `${received} rows: ${accepted} accepted, ${duplicates} duplicates, ${quarantined} quarantined`;
}
