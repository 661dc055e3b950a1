import { createHash } from 'node:crypto';
import { canonicalJson } from '../hash.ts';
import { lineageOf } from './split.ts';

/** What a dataset means besides its rows. */
export interface DatasetSchema {
  readonly labels: readonly string[];
  readonly splitRule: string;
}

/** Many rows at once cost far less than each alone. */
const UPDATE_CHARACTERS = 1 << 16;

/** Takes rows in ascending order of their id and ends with the dataset's id. */
export interface DatasetHasher {
  add(rowId: string, label: string): void;
  /** 64 hexadecimal characters. */
  id(): string;
}

/**
 * Identity of a dataset: SHA-256 of its schema, its split rule and its rows sorted by row id. Files, their order and
 * their formats leave no trace in it, and no list of rows is kept in memory.
 */
export function datasetHasher(schema: DatasetSchema): DatasetHasher {
  const hash = createHash('sha256');
  hash.update(canonicalJson({ labels: [...schema.labels].sort(), lineage: lineageOf(schema.splitRule) }));
  let previous = '';
  let pending = '';
  return {
    add(rowId, label) {
      if (rowId <= previous) throw new RangeError('rows must come in ascending order of their ids, each once');
      previous = rowId;
      pending += `\n${rowId}\t${label}`;
      if (pending.length < UPDATE_CHARACTERS) return;
      hash.update(pending);
      pending = '';
    },
    id: () => hash.update(pending).digest('hex'),
  };
}
