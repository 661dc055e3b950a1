import type { QuarantineReason } from '../../../../domain/prepare/manifest.ts';
import type { RawValues } from '../../../../domain/prepare/validate-row.ts';

/** Characters of a row that are kept when it is quarantined. */
export const RAW_LIMIT = 2_000;

/** One record of an upload: its two values, or why it has none. `line` counts physical lines (rows in Parquet) from 1. */
export type ReadRecord =
  | { readonly line: number; readonly raw: string; readonly values: RawValues }
  | { readonly line: number; readonly raw: string; readonly reason: QuarantineReason; readonly detail: string };

export interface Columns {
  readonly text: string;
  readonly label: string;
}

export const cut = (text: string): string => (text.length > RAW_LIMIT ? text.slice(0, RAW_LIMIT) : text);
