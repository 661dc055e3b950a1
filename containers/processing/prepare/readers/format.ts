import { open } from 'node:fs/promises';
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
  return { gzip, format: formatOfBytes(head, format) };
}

/** What the first bytes of the uncompressed content say against or beyond the name. */
export function formatOfBytes(head: Buffer, named: TableFormat | undefined): TableFormat | undefined {
  const parquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (named === 'parquet' && !parquet) throw unreadable('the file is named .parquet and is not a Parquet file');
  if (parquet) return 'parquet';
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) throw unreadable('the file is a ZIP archive or an Excel workbook');
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
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
