import { PlatformError } from '../errors.ts';
import type { Counts } from './manifest.ts';

export const NO_ROWS: Counts = { received: 0, accepted: 0, duplicates: 0, quarantined: 0 };

/** Member by member. */
export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, one) => ({
      received: sum.received + one.received,
      accepted: sum.accepted + one.accepted,
      duplicates: sum.duplicates + one.duplicates,
      quarantined: sum.quarantined + one.quarantined,
    }),
    NO_ROWS,
  );
}

/** received = accepted + duplicates + quarantined. */
export function reconciles(counts: Counts): boolean {
  return counts.received === counts.accepted + counts.duplicates + counts.quarantined;
}

/** Throws UNEXPECTED when a row was lost or counted twice: nothing may be committed then. */
export function assertReconciled(counts: Counts, of: string): void {
  if (reconciles(counts)) return;
  throw new PlatformError('UNEXPECTED', `the counts of ${of} do not add up: ${JSON.stringify(counts)}`, {
    next: 'Report this as a defect; nothing was committed.',
    details: { ...counts },
  });
}
