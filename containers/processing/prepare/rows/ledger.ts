import type { Split } from '../../../../domain/prepare/manifest.ts';
import { isSurelyNormal } from '../../../../domain/prepare/normal-bytes.ts';
import { rowDigestOf } from '../../../../domain/prepare/row-id.ts';
import { type RawValues, validateRow } from '../../../../domain/prepare/validate-row.ts';
import { FIELD, PlainRows, type RecordBatch } from '../readers/plain-rows.ts';
import { cut, type ReadRecord } from '../readers/record.ts';
import { AsideFile, type SetAsideRow } from './aside-file.ts';
import { KeptRows } from './kept-rows.ts';
import { LabelCodes } from './label-codes.ts';
import type { LedgerRules } from './ledger-rules.ts';
import { type PackedLog, PackedLogReader } from './packed-log.ts';
import { PartitionLog } from './partition-log.ts';
import { asidePath, logPath } from './row-files.ts';
import { type Share, settle } from './settle.ts';
import { count, emptyTally, type Tally } from './tally.ts';
import type { Sighting } from './texts-of-partition.ts';

/** How people know an upload. */
export interface UploadName {
  readonly uploadId: string;
  readonly key: string;
}

/** What a ledger has to know to settle. */
export interface SettleOrder {
  /** Of all ledgers of the run. */
  readonly logs: readonly PackedLog[];
  /** In the plan's order. */
  readonly uploads: readonly UploadName[];
  /** Places of uploads that turned out to be unreadable; their rows count for nothing. */
  readonly forgotten: readonly number[];
}

export interface LedgerPlace {
  readonly directory: string;
  /** Of all ledgers of the run; tells their files apart, and which share of the rows each one settles. */
  readonly place: Share;
  /** Rows of the log beyond it go to a file. */
  readonly rowsInMemoryBytes: number;
}

/**
 * Checks rows, keeps the valid ones in a partition log and decides about a share of all rows at the end. Which of several
 * ledgers takes a row makes no difference.
 */
export class Ledger {
  readonly #directory: string;
  readonly #place: Share;
  readonly #rules: LedgerRules;
  readonly #onSorted: (split: Split) => void;
  readonly #codes: LabelCodes;
  readonly #log: PartitionLog;
  readonly #aside: AsideFile;

  /** `onSorted` is told when the share's file of a split is complete. */
  constructor(
    { directory, place, rowsInMemoryBytes }: LedgerPlace,
    rules: LedgerRules,
    onSorted: (split: Split) => void,
  ) {
    this.#directory = directory;
    this.#place = place;
    this.#rules = rules;
    this.#onSorted = onSorted;
    this.#codes = new LabelCodes(rules);
    this.#log = new PartitionLog(logPath(directory, place.share), rowsInMemoryBytes);
    this.#aside = new AsideFile(asidePath(directory, place.share));
  }

  take(upload: number, batch: RecordBatch): void {
    if (batch instanceof PlainRows) for (let row = 0; row < batch.count; row += 1) this.#takePlain(upload, batch, row);
    else for (const record of batch) this.#takeRecord(upload, record);
  }

  /** The rows that it took, for all ledgers to read. */
  pack(): PackedLog {
    return this.#log.pack();
  }

  /** To be called once, when all ledgers are packed: writes the share's kept rows and what is in conflict. */
  settle({ logs, uploads, forgotten }: SettleOrder): Tally {
    const { names, splitRule } = this.#rules;
    const tally = emptyTally(uploads.length, names.length);
    const { share } = this.#place;
    const rows = new KeptRows({
      directory: this.#directory,
      share,
      codes: this.#codes,
      splitRule,
      onSorted: this.#onSorted,
    });
    const isForgotten = new Set(forgotten);
    const readers = logs.map((log) => new PackedLogReader(log));
    settle(readers, this.#place, (upload) => isForgotten.has(upload), {
      seen: (upload) => count(tally.duplicates, upload),
      kept: (rowId, row, text) => {
        const split = rows.add(rowId, row, text);
        count(tally.kept, row.upload);
        count(tally.duplicates, row.upload, -1);
        tally.rows[split] += 1;
        for (const place of this.#codes.places(row.label)) count(tally.cells[split], place);
      },
      conflict: (row, other, text) => {
        this.#aside.add(this.#conflict(row, other, text, uploads));
        count(tally.duplicates, row.upload, -1);
      },
    });
    for (const reader of readers) reader.close();
    this.#aside.close();
    rows.close();
    return tally;
  }

  async close(): Promise<void> {
    await this.#log.close();
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
    else this.#takeValues(upload, rows.line(row), rows.values(row), () => rows.raw(row));
  }

  #takeRecord(upload: number, record: ReadRecord): void {
    const { line, raw } = record;
    if ('values' in record) this.#takeValues(upload, line, record.values, () => raw);
    else this.#setAside(upload, line, record, raw);
  }

  #takeValues(upload: number, line: number, values: RawValues, raw: () => string): void {
    const verdict = validateRow(values, this.#rules);
    if (verdict.ok) this.#add(upload, line, this.#codes.of(verdict.label), Buffer.from(verdict.text));
    else this.#setAside(upload, line, verdict, raw());
  }

  #setAside(
    upload: number,
    line: number,
    { reason, detail }: Pick<SetAsideRow, 'reason' | 'detail'>,
    raw: string,
  ): void {
    // Lone surrogates and NUL cannot be stored as they are.
    this.#aside.add({ upload, line, reason, detail, raw: cut(raw).toWellFormed().replaceAll('\0', '\uFFFD') });
  }

  #add(upload: number, line: number, label: number, text: Uint8Array): void {
    this.#log.append(rowDigestOf(text), upload, line, label, text);
  }

  #conflict(row: Sighting, other: Sighting, text: Buffer, uploads: readonly UploadName[]): SetAsideRow {
    const { key, uploadId } = uploads[other.upload] ?? { key: '', uploadId: '' };
    const [here, there] = [this.#codes.label(row.label), this.#codes.label(other.label)];
    const detail = `labelled ${here || 'nothing'} here and ${there || 'nothing'} in ${key} (upload ${uploadId}), line ${other.line}`;
    return {
      upload: row.upload,
      line: row.line,
      reason: 'LABEL_CONFLICT',
      detail,
      raw: cut(`${text.toString('utf8')}\t${here}`).toWellFormed(),
    };
  }
}
