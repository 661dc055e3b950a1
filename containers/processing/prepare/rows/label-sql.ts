import { NAME_SEPARATOR } from '../../../../domain/labels/label-set.ts';
import { listSql, literal } from '../sql.ts';
import { type LedgerRules, taskOfRules } from './ledger-rules.ts';

/** SQL of what is stored of a row's labels, from the column `label` that has them as one number. */
export function labelSql(rules: LedgerRules): string {
  switch (taskOfRules(rules)) {
    case 'single-label':
      return `${listSql(rules.names)}[label + 1]`;
    case 'multi-label': {
      const names = rules.names.map((name, place) => `CASE WHEN (label >> ${place}) & 1 = 1 THEN ${literal(name)} END`);
      // NULLs are left out.
      return `concat_ws(${literal(NAME_SEPARATOR)}, ${names.join(', ')})`;
    }
  }
}
