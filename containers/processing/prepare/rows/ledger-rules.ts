import { labelNames } from '../../../../domain/prepare/build-manifest.ts';
import type { RowRules } from '../../../../domain/prepare/validate-row.ts';
import type { WorkloadConfig } from '../../../../domain/workload/schema.ts';

export interface LedgerRules extends RowRules {
  /** Names of the labels, sorted; a row's label is a place in them. */
  readonly names: readonly string[];
  readonly splitRule: string;
}

/** A workload's rules for its rows. */
export function ledgerRules(config: WorkloadConfig): LedgerRules {
  const { labels, maxTextLength, split: splitRule } = config;
  return { labels, maxTextLength, names: labelNames(config), splitRule };
}
