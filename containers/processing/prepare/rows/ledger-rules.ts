import type { Task } from '../../../../domain/labels/task.ts';
import { labelNames } from '../../../../domain/prepare/build-manifest.ts';
import { type RowRules, rowRules } from '../../../../domain/prepare/validate-row.ts';
import type { WorkloadConfig } from '../../../../domain/workload/schema.ts';

export interface LedgerRules extends RowRules {
  /** Names of the labels, sorted; a row's labels are kept as one number over them (`domain/labels`). */
  readonly names: readonly string[];
  readonly splitRule: string;
}

/** A workload's rules for its rows. */
export function ledgerRules(config: WorkloadConfig): LedgerRules {
  return { ...rowRules(config), names: labelNames(config), splitRule: config.split };
}

export const taskOfRules = ({ separator }: RowRules): Task =>
  separator === undefined ? 'single-label' : 'multi-label';
