import { rm } from 'node:fs/promises';
import type { RowRules } from '../../../../domain/prepare/validate-row.ts';
import { readDelimited } from './delimited.ts';
import { detectFormat, formatOfBytes, formatOfLine, type TableFormat } from './format.ts';
import { readJsonLines } from './json-lines.ts';
import { readParquet } from './parquet.ts';
import type { RecordBatch } from './plain-rows.ts';
import type { Columns } from './record.ts';
import { empty } from './refusals.ts';
import { unpacked, unpackTo } from './unpacked.ts';

export interface UploadFile {
  /** Where its bytes lie on this machine. */
  readonly path: string;
  /** Name that it was uploaded under; its extensions count. */
  readonly name: string;
  readonly columns: Columns;
  readonly rules: RowRules;
}

const MINIMUM_LINE_LIMIT_BYTES = 256 * 1024;

/**
 * Records of an upload, in batches. A row that cannot be read is a record with a reason; a file
 * that cannot be read throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE, also after records were given:
 * the caller then discards those.
 */
export async function* readUpload(file: UploadFile): AsyncGenerator<RecordBatch> {
  const { gzip, format: named } = await detectFormat(file.path, file.name);
  if (!gzip && named === 'parquet') return yield* readParquet(file.path, file.columns, file.rules);
  const stream = unpacked(file.path, gzip);
  try {
    const first = await stream.next();
    if (first.done) throw empty('the file is empty');
    const format = formatOfBytes(first.value, named, gzip) ?? formatOfLine(first.value.toString('utf8'));
    if (format !== 'parquet') return yield* readText(prepend(first.value, stream), format, file);
  } finally {
    // A reader that refuses the first bytes never comes to the rest.
    await stream.return(undefined);
  }
  yield* readPackedParquet(file);
}

async function* readPackedParquet(file: UploadFile): AsyncGenerator<RecordBatch> {
  const plain = `${file.path}.parquet`;
  try {
    await unpackTo(file.path, plain);
    yield* readParquet(plain, file.columns, file.rules);
  } finally {
    await rm(plain, { force: true });
  }
}

function readText(
  stream: AsyncIterable<Buffer>,
  format: Exclude<TableFormat, 'parquet'>,
  { columns, rules }: UploadFile,
): AsyncGenerator<RecordBatch> {
  // A character has at most four bytes in UTF-8, and escaping can double it.
  const lineLimitBytes = Math.max(MINIMUM_LINE_LIMIT_BYTES, 8 * rules.maxTextLength);
  switch (format) {
    case 'jsonl':
      return readJsonLines(stream, { columns, lineLimitBytes });
    case 'csv':
      return readDelimited(stream, { columns, rules, delimiters: [',', ';', '\t'], lineLimitBytes });
    case 'tsv':
      return readDelimited(stream, { columns, rules, delimiters: ['\t'], lineLimitBytes });
  }
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
