import type { Split } from '../../../../domain/prepare/manifest.ts';

/** How many rows became what. */
export interface Tally {
  /** By upload. */
  readonly kept: number[];
  readonly duplicates: number[];
  /** Kept rows by split. */
  readonly rows: Record<Split, number>;
  /** Kept rows by split, then by label; a row counts for each of its labels. */
  readonly cells: Readonly<Record<Split, number[]>>;
}

export function emptyTally(uploads: number, labels: number): Tally {
  const zeros = (length: number): number[] => new Array(length).fill(0);
  const cells = { train: zeros(labels), validation: zeros(labels), test: zeros(labels) };
  return { kept: zeros(uploads), duplicates: zeros(uploads), rows: { train: 0, validation: 0, test: 0 }, cells };
}

export function count(rows: number[], at: number, by = 1): void {
  rows[at] = (rows[at] ?? 0) + by;
}

/** The sum of tallies over the same uploads and labels. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => readonly number[]): number[] => {
    const total: number[] = [];
    for (const tally of tallies) for (const [at, rows] of of(tally).entries()) count(total, at, rows);
    return total;
  };
  const cell = (split: Split): number[] => sum(({ cells }) => cells[split]);
  const cells = { train: cell('train'), validation: cell('validation'), test: cell('test') };
  const rowsIn = (split: Split): number => tallies.reduce((total, { rows }) => total + rows[split], 0);
  const rows = { train: rowsIn('train'), validation: rowsIn('validation'), test: rowsIn('test') };
  return { kept: sum(({ kept }) => kept), duplicates: sum(({ duplicates }) => duplicates), rows, cells };
}
