import { join } from 'node:path';
import type { Split } from '../../../../domain/prepare/manifest.ts';

/** Rows of a ledger that have no room in memory. */
export const logPath = (directory: string, ledger: number): string => join(directory, `rows-${ledger}.bin`);

/** Rows that a ledger set aside. */
export const asidePath = (directory: string, ledger: number): string => join(directory, `aside-${ledger}.tsv`);

/** Kept rows of a share in one split. */
export const sortedPath = (directory: string, split: Split, share: number): string =>
  join(directory, `${split}-${share}.tsv`);

/** What the kept rows of a share add to the dataset's identity. */
export const identityPath = (directory: string, share: number): string => join(directory, `identity-${share}.txt`);
