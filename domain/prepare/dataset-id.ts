import { createHash } from 'node:crypto';
import { canonicalJson } from '../hash.ts';
import type { Task } from '../labels/task.ts';
import { lineageOf } from './split.ts';

/** What a dataset means besides its rows. */
export interface DatasetSchema {
  readonly labels: readonly string[];
  readonly splitRule: string;
  readonly task?: Task | undefined;
}

/** The rows' lines in a dataset's identity. */
export class IdentityLines {
  #previous = '';

  /** A row's line; of several labels a set in its stored form. Throws a RangeError unless rows come in ascending order of their ids, each once. */
  of(rowId: string, label: string): string {
    if (rowId <= this.#previous) throw new RangeError('rows must come in ascending order of their ids, each once');
    this.#previous = rowId;
    return `\n${rowId}\t${label}`;
  }
}

/** Takes all lines in the order of their row ids, in pieces of any size, and ends with the dataset's id. */
export interface DatasetHasher {
  /** Bytes are UTF-8. */
  add(lines: string | Uint8Array): void;
  /** 64 hexadecimal characters. */
  id(): string;
}

/**
 * Identity of a dataset: SHA-256 of its schema, its split rule and its rows sorted by row id. Files, their order and
 * their formats leave no trace in it, and no list of rows is kept in memory.
 */
export function datasetHasher(schema: DatasetSchema): DatasetHasher {
  const hash = createHash('sha256');
  // Datasets of one label a text have had their ids from before there were others.
  const task = schema.task === 'multi-label' ? schema.task : undefined;
  hash.update(canonicalJson({ labels: [...schema.labels].sort(), lineage: lineageOf(schema.splitRule), task }));
  return {
    add(lines) {
      hash.update(lines);
    },
    id: () => hash.digest('hex'),
  };
}

/** Identity of a sample of a dataset, which is always the same rows. */
export const sampleId = (datasetId: string, rows: number): string =>
  createHash('sha256').update(`${datasetId}\nsample ${rows}`).digest('hex');
