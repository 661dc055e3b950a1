import { open } from 'node:fs/promises';
import { KIND_BYTES, packedKind } from '../../../../domain/archive/kinds.ts';
import { empty, unreadable } from './refusals.ts';

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'parquet';

export interface UploadFormat {
  readonly gzip: boolean;
  /** Undefined when neither the name nor the first bytes tell: the first line decides. */
  readonly format: TableFormat | undefined;
}

const EXTENSIONS: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
};

const startsWith = (bytes: Buffer, ...magic: number[]): boolean =>
  bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);

/** Format by the name's extensions and the first bytes; the bytes decide about gzip and Parquet. */
export async function detectFormat(path: string, name: string): Promise<UploadFormat> {
  const head = await firstBytes(path);
  if (head.length === 0) throw empty('the file is empty');
  const parts = name.toLowerCase().split('/').at(-1)?.split('.').slice(1) ?? [];
  const named = parts.at(-1) === 'gz' || parts.at(-1) === 'gzip';
  const format = EXTENSIONS[(named ? parts.at(-2) : parts.at(-1)) ?? ''];
  const gzip = startsWith(head, 0x1f, 0x8b);
  if (named && !gzip) throw unreadable('the file is named .gz and is not compressed with gzip');
  if (gzip) return { gzip, format };
  return { gzip, format: formatOfBytes(head, format, gzip) };
}

/** What the first bytes of the uncompressed content say against or beyond the name. Only a gzip around a table is unpacked. */
export function formatOfBytes(head: Buffer, named: TableFormat | undefined, gzip: boolean): TableFormat | undefined {
  const withinGzip = gzip ? ' within the gzip' : '';
  const parquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (named === 'parquet' && !parquet) throw unreadable('the file is named .parquet and is not a Parquet file');
  if (parquet) return 'parquet';
  const kind = packedKind(head);
  if (kind !== undefined) throw unreadable(`the file${withinGzip} is ${kind}; upload the table itself, or gzip it`);
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
    throw unreadable('the file is UTF-16; save it as UTF-8');
  }
  return named;
}

/** The format that a first line suggests. */
export function formatOfLine(head: string): TableFormat {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('{') || text.startsWith('[')) return 'jsonl';
  return (text.split(/[\r\n]/, 1)[0] ?? '').includes('\t') ? 'tsv' : 'csv';
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(KIND_BYTES), 0, KIND_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
