import { PlatformError } from '../errors.ts';
import type { Counts, Split, UploadOutcome } from './manifest.ts';

/** What decides whether the accepted rows make a dataset. */
export interface DatasetShape {
  readonly counts: Counts;
  readonly rowsPerLabel: Readonly<Record<string, number>>;
  readonly rowsPerSplit: Readonly<Record<Split, number>>;
  readonly trainRowsPerLabel: Readonly<Record<string, number>>;
  readonly uploads: readonly UploadOutcome[];
}

/** Fewer rows of a label than this teach a model nothing about it. */
export const MINIMUM_TRAIN_ROWS_PER_LABEL = 2;

const NEXT_ROWS = 'Upload more labelled rows.';

/** What is wrong with files of which none could be read, or undefined when one could. The first one's code is the run's. */
function allUnreadable(uploads: readonly UploadOutcome[]): PlatformError | undefined {
  const unreadable = uploads.flatMap((upload) => (upload.error ? [{ key: upload.key, ...upload.error }] : []));
  const first = unreadable[0];
  if (first === undefined || unreadable.length < uploads.length) return undefined;
  const others = unreadable.length > 1 ? `; ${unreadable.length - 1} more files could not be read` : '';
  return new PlatformError(first.code, `${first.key}: ${first.message}${others}`, {
    next: 'Correct the file and upload it again.',
  });
}

const noRowAccepted = (received: number): PlatformError =>
  new PlatformError('NO_ROWS_ACCEPTED', `none of ${received} rows was accepted`, {
    next: 'Look at the quarantined rows and their reasons, correct them and upload again.',
  });

/** What is wrong with files of which no row can be used, or undefined when one can or is known already. */
export function noneUsable(uploads: readonly UploadOutcome[]): PlatformError | undefined {
  const unreadable = allUnreadable(uploads);
  if (unreadable !== undefined || uploads.length === 0) return unreadable;
  if (uploads.some(({ counts }) => counts.accepted + counts.duplicates > 0)) return undefined;
  return noRowAccepted(uploads.reduce((sum, { counts }) => sum + counts.received, 0));
}

/** Why the uploads make no dataset, or undefined when they do. Its code is the run's. */
export function refusalOf(shape: DatasetShape): PlatformError | undefined {
  if (shape.counts.accepted === 0) {
    return allUnreadable(shape.uploads) ?? noRowAccepted(shape.counts.received);
  }
  const present = Object.keys(shape.rowsPerLabel).filter((label) => (shape.rowsPerLabel[label] ?? 0) > 0);
  if (present.length < 2) {
    const [only] = present;
    return new PlatformError(
      'ONE_CLASS_ONLY',
      only === undefined
        ? `none of the ${shape.counts.accepted} accepted rows has a label`
        : `no label but "${only}" occurs in the ${shape.counts.accepted} accepted rows`,
      { next: 'Upload rows of at least one other label.' },
    );
  }
  const empty = (['train', 'validation', 'test'] as const).filter((split) => shape.rowsPerSplit[split] === 0);
  if (empty.length > 0) {
    return new PlatformError(
      'TOO_FEW_ROWS',
      `${shape.counts.accepted} accepted rows leave nothing for ${empty.join(' and ')}`,
      { next: NEXT_ROWS },
    );
  }
  const learnable = present.filter((label) => (shape.trainRowsPerLabel[label] ?? 0) >= MINIMUM_TRAIN_ROWS_PER_LABEL);
  if (learnable.length < 2) {
    return new PlatformError(
      'TOO_FEW_ROWS',
      `fewer than two labels have ${MINIMUM_TRAIN_ROWS_PER_LABEL} training rows or more`,
      { next: NEXT_ROWS },
    );
  }
  return undefined;
}
