import type { Split } from '../../../../domain/prepare/manifest.ts';
import type { PackedRows } from '../readers/plain-rows.ts';
import type { ReadRecord } from '../readers/record.ts';
import type { LedgerRules, Settled, UploadName } from './ledger.ts';

/** With what the thread of a ledger begins. */
export interface LedgerWorkerData {
  readonly directory: string;
  readonly rules: LedgerRules;
}

/** What the thread of a ledger is asked, in this order of sending; each gets one `done`. */
export type LedgerRequest =
  | { readonly kind: 'plain'; readonly upload: number; readonly rows: PackedRows }
  | { readonly kind: 'records'; readonly upload: number; readonly records: readonly ReadRecord[] }
  | { readonly kind: 'forget'; readonly upload: number }
  | { readonly kind: 'settle'; readonly uploads: readonly UploadName[] }
  | { readonly kind: 'close' };

/** What it answers, and tells in between. */
export type LedgerAnswer =
  | { readonly kind: 'sorted'; readonly split: Split }
  | { readonly kind: 'done'; readonly settled?: Settled };
