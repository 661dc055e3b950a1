import type { Split } from '../../../../domain/prepare/manifest.ts';
import type { PackedRows } from '../readers/plain-rows.ts';
import type { ReadRecord } from '../readers/record.ts';
import type { LedgerPlace, SettleOrder } from './ledger.ts';
import type { LedgerRules } from './ledger-rules.ts';
import type { PackedLog } from './packed-log.ts';
import type { Tally } from './tally.ts';

/** With what the thread of a ledger begins. */
export interface LedgerWorkerData {
  readonly place: LedgerPlace;
  readonly rules: LedgerRules;
}

/** What the thread of a ledger is asked; each gets one answer, in this order of sending. */
export type LedgerRequest =
  | { readonly kind: 'plain'; readonly upload: number; readonly rows: PackedRows }
  | { readonly kind: 'records'; readonly upload: number; readonly records: readonly ReadRecord[] }
  | { readonly kind: 'pack' }
  | { readonly kind: 'settle'; readonly order: SettleOrder }
  | { readonly kind: 'close' };

export type LedgerAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'packed'; readonly log: PackedLog }
  | { readonly kind: 'settled'; readonly tally: Tally };

/** What it tells in between. */
export interface LedgerNews {
  readonly kind: 'sorted';
  readonly split: Split;
}
