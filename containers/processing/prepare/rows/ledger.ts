import { join } from 'node:path';
import { labelNames } from '../../../../domain/prepare/build-manifest.ts';
import { datasetHasher } from '../../../../domain/prepare/dataset-id.ts';
import { SPLITS, type Split } from '../../../../domain/prepare/manifest.ts';
import { isSurelyNormal } from '../../../../domain/prepare/normal-bytes.ts';
import { packedRowIdOf } from '../../../../domain/prepare/row-id.ts';
import { splitOf, splitShares } from '../../../../domain/prepare/split.ts';
import { type RowRules, validateRow } from '../../../../domain/prepare/validate-row.ts';
import type { WorkloadConfig } from '../../../../domain/workload/schema.ts';
import { FIELD, PlainRows, type RecordBatch } from '../readers/plain-rows.ts';
import { cut, type ReadRecord } from '../readers/record.ts';
import { AsideFile, type SetAsideRow } from './aside-file.ts';
import { LabelCodes } from './label-codes.ts';
import { PartitionLog } from './partition-log.ts';
import { settle } from './settle.ts';
import { SortedFile } from './sorted-file.ts';
import type { Sighting } from './texts-of-partition.ts';

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

/** How people know an upload. */
export interface UploadName {
  readonly uploadId: string;
  readonly key: string;
}

/** What became of the rows. */
export interface Settled {
  /** 64 hexadecimal characters. */
  readonly datasetId: string;
  /** By upload. */
  readonly kept: readonly number[];
  readonly duplicates: readonly number[];
  /** Kept rows by split, then by label. */
  readonly cells: Readonly<Record<Split, readonly number[]>>;
}

/** Rows of the log beyond it go to a file. */
const ROWS_IN_MEMORY_BYTES = 48 * 2 ** 20;

export const asidePath = (directory: string): string => join(directory, 'aside.tsv');
export const sortedPath = (directory: string, split: Split): string => join(directory, `${split}.tsv`);

/** Checks rows, keeps the valid ones in a partition log and decides about them at the end. */
export class Ledger {
  readonly #directory: string;
  readonly #rules: LedgerRules;
  readonly #onSorted: (split: Split) => void;
  readonly #codes: LabelCodes;
  readonly #log: PartitionLog;
  readonly #forgotten = new Set<number>();
  readonly #aside: AsideFile;

  /** `onSorted` is told when the file of a split is complete. */
  constructor(directory: string, rules: LedgerRules, onSorted: (split: Split) => void) {
    this.#directory = directory;
    this.#rules = rules;
    this.#onSorted = onSorted;
    this.#codes = new LabelCodes(rules.names, rules.labels);
    this.#log = new PartitionLog(join(directory, 'rows.bin'), ROWS_IN_MEMORY_BYTES);
    this.#aside = new AsideFile(asidePath(directory));
  }

  take(upload: number, batch: RecordBatch): void {
    if (batch instanceof PlainRows) for (let row = 0; row < batch.count; row += 1) this.#takePlain(upload, batch, row);
    else for (const record of batch) this.#takeRecord(upload, record);
  }

  /** Forgets every row of an upload whose file turned out to be unreadable. */
  forget(upload: number): void {
    this.#forgotten.add(upload);
  }

  /** To be called once, after the last row: writes the kept rows, a sorted file per split, and what is in conflict. */
  settle(uploads: readonly UploadName[]): Settled {
    const { names, splitRule } = this.#rules;
    const shares = splitShares(splitRule);
    const hasher = datasetHasher({ labels: names, splitRule });
    const file = (split: Split): SortedFile => new SortedFile(sortedPath(this.#directory, split));
    const files = { train: file('train'), validation: file('validation'), test: file('test') };
    const zeros = (length: number): number[] => new Array(length).fill(0);
    const count = (rows: number[], at: number, by = 1): void => {
      rows[at] = (rows[at] ?? 0) + by;
    };
    const kept = zeros(uploads.length);
    const duplicates = zeros(uploads.length);
    const cells = { train: zeros(names.length), validation: zeros(names.length), test: zeros(names.length) };
    // A split's ids lie side by side, so that a file is complete when the next one begins.
    let current: Split | undefined;
    settle(this.#log, (upload) => this.#forgotten.has(upload), {
      seen: ({ upload }) => count(duplicates, upload),
      kept: (rowId, { upload, label }, text) => {
        const split = splitOf(rowId, shares);
        if (split !== current && current !== undefined) this.#finish(current, files[current]);
        current = split;
        files[split].add(rowId, upload, label, text);
        hasher.add(rowId, names[label] ?? '');
        count(kept, upload);
        count(duplicates, upload, -1);
        count(cells[split], label);
      },
      conflict: (row, other, text) => {
        this.#aside.add(this.#conflict(row, other, text, uploads));
        count(duplicates, row.upload, -1);
      },
    });
    this.#aside.close();
    for (const split of SPLITS) this.#finish(split, files[split]);
    return { datasetId: hasher.id(), kept, duplicates, cells };
  }

  async close(): Promise<void> {
    await this.#log.close();
  }

  #finish(split: Split, file: SortedFile): void {
    if (file.close()) this.#onSorted(split);
  }

  /** The bytes of a text that is surely its own normal form are taken as they are; any other text takes the long way. */
  #takePlain(upload: number, rows: PlainRows, row: number): void {
    const { bytes } = rows;
    const start = rows.textStart(row);
    const end = rows.textEnd(row);
    const flags = rows.textFlags(row);
    const label =
      rows.labelFlags(row) === 0 ? this.#codes.ofBytes(bytes, rows.labelStart(row), rows.labelEnd(row)) : -1;
    // A character has at least as many bytes as UTF-16 code units.
    const isShort = end > start && end - start <= this.#rules.maxTextLength;
    const isPlain = flags === 0 || (flags === FIELD.beyondAscii && isSurelyNormal(bytes, start, end));
    if (label >= 0 && isShort && isPlain) this.#add(upload, rows.line(row), label, bytes.subarray(start, end));
    else this.#takeRecord(upload, rows.record(row));
  }

  #takeRecord(upload: number, record: ReadRecord): void {
    const { line, raw } = record;
    const verdict = 'values' in record ? validateRow(record.values, this.#rules) : { ...record, ok: false as const };
    if (verdict.ok) {
      this.#add(upload, line, this.#codes.ofName(verdict.label), Buffer.from(verdict.text));
    } else {
      // Lone surrogates and NUL cannot be stored as they are.
      const shown = cut(raw).toWellFormed().replaceAll('\0', '\uFFFD');
      this.#aside.add({ upload, line, reason: verdict.reason, detail: verdict.detail, raw: shown });
    }
  }

  #add(upload: number, line: number, label: number, text: Uint8Array): void {
    this.#log.append(packedRowIdOf(text), upload, line, label, text);
  }

  #conflict(row: Sighting, other: Sighting, text: Buffer, uploads: readonly UploadName[]): SetAsideRow {
    const { names } = this.#rules;
    const { key, uploadId } = uploads[other.upload] ?? { key: '', uploadId: '' };
    const [here, there] = [names[row.label] ?? '', names[other.label] ?? ''];
    const detail = `labelled ${here} here and ${there} in ${key} (upload ${uploadId}), line ${other.line}`;
    return {
      upload: row.upload,
      line: row.line,
      reason: 'LABEL_CONFLICT',
      detail,
      raw: cut(`${text.toString('utf8')}\t${here}`).toWellFormed(),
    };
  }
}
