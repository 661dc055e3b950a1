import { fingerprint } from '../hash.ts';
import type { Split } from './manifest.ts';

/** Share of each split; they add up to 1. */
export type SplitShares = Readonly<Record<Split, number>>;

/** Share of the training rows that `80/20` sets aside for validation. */
const VALIDATION_OF_TRAIN = 0.1;

/** Changes when the normalization or the hash changes, so that rows of different rules are never compared. */
const IDENTITY_RULE = 1;

/** The shares of a rule: `70/15/15` is train/validation/test, `80/20` is train/test with a tenth of train for validation. */
export function splitShares(rule: string): SplitShares {
  const parts = rule.split('/').map((part) => Number(part) / 100);
  const [train = 0, second = 0, third] = parts;
  if (third !== undefined) return { train, validation: second, test: third };
  return { train: train * (1 - VALIDATION_OF_TRAIN), validation: train * VALIDATION_OF_TRAIN, test: second };
}

/** Splits in the order of the row ids that fall into them. */
export const SPLITS_BY_ROW_ID = ['test', 'validation', 'train'] as const satisfies readonly Split[];

/**
 * The split of a row, from its identity alone: it never moves to another split, whatever else is uploaded.
 * `rowId` is hexadecimal; its first 32 bits, read as a fraction of 1, fall into test, then validation, then train.
 */
export function splitOf(rowId: string, shares: SplitShares): Split {
  const fraction = Number.parseInt(rowId.slice(0, 8), 16) / 2 ** 32;
  if (fraction < shares.test) return 'test';
  return fraction < shares.test + shares.validation ? 'validation' : 'train';
}

/** Fingerprint of the split rule. Versions of different lineages have no test rows in common. */
export function lineageOf(rule: string): string {
  return fingerprint({ split: splitShares(rule), identity: IDENTITY_RULE });
}
