import { readdirSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../containers/processing/prepare/readers/lines.ts';
import { readUpload } from '../../../containers/processing/prepare/readers/read-upload.ts';
import type { ReadRecord } from '../../../containers/processing/prepare/readers/record.ts';
import { allRecords } from './read-records.ts';

const RULES = { labels: { '0': 'negative', '1': 'positive' }, maxTextLength: 1_000 };

async function read(name: string, content: string | Buffer): Promise<ReadRecord[]> {
  const path = join(await mkdtemp(join(tmpdir(), 'readers-')), 'upload');
  await writeFile(path, content);
  return readPath(path, name);
}

async function readPath(path: string, name: string): Promise<ReadRecord[]> {
  const columns = { text: 'text', label: 'label' };
  return allRecords(readUpload({ path, name, columns, rules: RULES }));
}

/** `line text=label` of a read row, `line REASON` of a refused one. */
const openFiles = (): number => readdirSync('/dev/fd').length;

const shown = (records: readonly ReadRecord[]): string[] =>
  records.map((one) =>
    'values' in one ? `${one.line} ${one.values.text}=${one.values.label}` : `${one.line} ${one.reason}`,
  );

const codeOf = async (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: { code: string }) => error.code,
  );

async function parquet(sql: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'readers-')), 'file.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe('reading CSV', () => {
  it('reads quotes, doubled quotes, commas and line breaks in fields', async () => {
    const content = 'label,id,text\n1,7,"a, ""b"""\n0,8,"two\nlines"\n1,9,5" pipe\n';

    expect(shown(await read('a.csv', content))).toEqual(['2 a, "b"=1', '3 two\nlines=0', '5 5" pipe=1']);
  });

  it('reads a BOM, mixed line ends, blank lines and a last line without an end', async () => {
    const content = '\uFEFFtext,label\r\na,1\rb,0\n\n  \r\nc,1';

    expect(shown(await read('a.csv', content))).toEqual(['2 a=1', '3 b=0', '6 c=1']);
  });

  it('finds semicolons where a spreadsheet wrote them', async () => {
    expect(shown(await read('a.csv', 'text;label\na, b;1\n'))).toEqual(['2 a, b=1']);
  });

  it.each([
    [
      'an opening quote that is never closed',
      'text,label\na,1\n"b,0\nc,1\nd,0\n',
      ['2 a=1', '3 MALFORMED_ROW', '4 c=1', '5 d=0'],
    ],
    [
      'one that a later stray quote seems to close',
      'text,label\n"b,0\nc,1\nd,0\ne",1\n',
      ['2 MALFORMED_ROW', '3 c=1', '4 d=0', '5 e"=1'],
    ],
    [
      'one in a label-first file',
      'label,text\n0,"b\n1,c\n0,d"\n1,e\n',
      ['2 MALFORMED_ROW', '3 c=1', '4 d"=0', '5 e=1'],
    ],
    ['text after a closing quote', 'text,label\n"b" c,0\nd,1\n', ['2 MALFORMED_ROW', '3 d=1']],
    ['one in a file of quoted rows', 'text,label\n"a","1"\n"b,"0"\n"c","1"\n', ['2 a=1', '3 MALFORMED_ROW', '4 c=1']],
  ])('loses one row to %s', async (_name, content, expected) => {
    expect(shown(await read('a.csv', content)).map((one) => one.replace(/^(\d+) (c|d|e"|d")=.*$/, '$&'))).toEqual(
      expected,
    );
  });

  it('gives a bad row its reason and reads on', async () => {
    const content = Buffer.concat([
      Buffer.from('text,label\n'),
      Buffer.from([0x61, 0xff, 0x2c, 0x31, 0x0a]),
      Buffer.from('b\0,1\nc\nd,1,x\ne,0\n'),
      Buffer.from(`${'x'.repeat(300_000)},1\nf,1\n`),
    ]);

    expect(shown(await read('a.csv', content))).toEqual([
      '2 INVALID_UTF8',
      '3 NUL_BYTE',
      '4 WRONG_COLUMN_COUNT',
      '5 WRONG_COLUMN_COUNT',
      '6 e=0',
      '7 TEXT_TOO_LONG',
      '8 f=1',
    ]);
  });

  it('gives back any rows that were written by the rules', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', ';', '\t'),
      minLength: 1,
      maxLength: 12,
    });
    const row = fc.record({ text, label: fc.constantFrom('0', '1') });

    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const lines = rows.map((one) => `"${one.text.replaceAll('"', '""')}",${one.label}\n`);

        const records = await read('a.csv', `text,label\n${lines.join('')}`);

        expect(records.map((one) => ('values' in one ? one.values : one))).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('reads the same lines however the bytes are cut', () => {
    const bytes = fc.array(fc.constantFrom(0x61, 0x0a, 0x0d, 0xc3, 0xa9), { maxLength: 40 });

    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 7 }), (content, size) => {
        const whole = new LineSplitter(1_000);
        const cut = new LineSplitter(1_000);
        const buffer = Buffer.from(content);
        const expected = [...whole.push(buffer), ...whole.end()];

        const found = [];
        for (let at = 0; at < buffer.length; at += size) found.push(...cut.push(buffer.subarray(at, at + size)));
        found.push(...cut.end());

        expect(found).toEqual(expected);
      }),
    );
  });
});

describe('reading other formats', () => {
  it('reads TSV, in which quotes are quotes only when they are closed', async () => {
    expect(shown(await read('a.tsv', 'label\ttext\n1\ta, b\n0\t"c\td"\n'))).toEqual(['2 a, b=1', '3 c\td=0']);
  });

  it('reads JSON Lines and sets aside what is no object', async () => {
    const content = '{"text":"a","label":1}\n[1]\n{"text":\n\n{"label":"0"}\n';

    expect(shown(await read('a.jsonl', content))).toEqual([
      '1 a=1',
      '2 MALFORMED_ROW',
      '3 MALFORMED_ROW',
      '5 undefined=0',
    ]);
  });

  it('reads Parquet with whole-number labels, also inside gzip', async () => {
    const path = await parquet("SELECT * FROM (VALUES ('a', 1), (NULL, 0)) AS t(text, label)");
    const { readFile } = await import('node:fs/promises');

    expect(shown(await readPath(path, 'a.parquet'))).toEqual(['1 a=1', '2 null=0']);
    expect(shown(await read('a.parquet.gz', gzipSync(await readFile(path))))).toEqual(['1 a=1', '2 null=0']);
  });

  it('goes by the content where the name says nothing', async () => {
    expect(shown(await read('a', gzipSync('text\tlabel\na\t1\n')))).toEqual(['2 a=1']);
    expect(shown(await read('a.txt', '{"text":"a","label":"1"}\n'))).toEqual(['1 a=1']);
  });
});

describe('refusing a file as a whole', () => {
  const rows = `text,label\n${'a longer text that compresses,1\n'.repeat(5_000)}`;

  it.each([
    ['an empty file', 'a.csv', '', 'UPLOAD_EMPTY'],
    ['a header alone', 'a.csv', 'text,label\n', 'UPLOAD_EMPTY'],
    ['an empty gzip', 'a.csv.gz', gzipSync(''), 'UPLOAD_EMPTY'],
    ['other columns', 'a.csv', 'review,stars\nx,1\n', 'COLUMNS_MISSING'],
    ['a row where the header belongs', 'a.csv', 'me@example.com is my address,1\nx,0\n', 'COLUMNS_MISSING'],
    ['other members in JSON Lines', 'a.jsonl', '{"review":"x","label":1}\n', 'COLUMNS_MISSING'],
    ['a column named twice', 'a.csv', 'text,label,text\na,1,b\n', 'UPLOAD_UNREADABLE'],
    ['a JSON array', 'a.json', '[{"text":"a","label":1}]', 'UPLOAD_UNREADABLE'],
    ['UTF-16', 'a.csv', Buffer.from('\uFEFFtext,label\n', 'utf16le'), 'UPLOAD_UNREADABLE'],
    ['an Excel workbook', 'a.csv', Buffer.from('PK\u0003\u0004…'), 'UPLOAD_UNREADABLE'],
    ['a truncated gzip', 'a.csv.gz', gzipSync(rows).subarray(0, 200), 'UPLOAD_UNREADABLE'],
    ['a gzip by name only', 'a.csv.gz', rows, 'UPLOAD_UNREADABLE'],
    ['a Parquet file by name only', 'a.parquet', 'text,label\n', 'UPLOAD_UNREADABLE'],
    ['a damaged Parquet file', 'a.parquet', Buffer.from('PAR1 and then nothing'), 'UPLOAD_UNREADABLE'],
  ])('answers %s with its code', async (_name, name, content, code) => {
    expect(await codeOf(read(name, content))).toBe(code);
  });

  it('answers a truncated Parquet file and a text column of numbers', async () => {
    const path = await parquet("SELECT 'a' AS text, 1 AS label FROM range(5000)");
    const { readFile } = await import('node:fs/promises');
    const whole = await readFile(path);

    expect(await codeOf(read('a.parquet', whole.subarray(0, whole.length - 50)))).toBe('UPLOAD_UNREADABLE');
    expect(await codeOf(readPath(await parquet('SELECT 1 AS text, 1 AS label'), 'a.parquet'))).toBe(
      'UPLOAD_UNREADABLE',
    );
  });

  it('names the columns that it found, but never repeats a row', async () => {
    const message = async (content: string): Promise<string> =>
      read('a.csv', content).then(
        () => '',
        (error: Error) => error.message,
      );

    expect(await message('review,stars\nx,1\n')).toContain('found review, stars');
    expect(await message('review_text,stars_2,x\nx,1\n')).toContain('found review_text, stars_2, x');
    expect(await message('me@example.com is my address,1\nx,0\n')).not.toContain('example');
    expect(await message('sk_live_4eC39HqLyjW,1\nx,0\n')).not.toContain('sk_live');
    expect(await message('fine phone,1\nx,0\n')).not.toContain('phone');
  });

  it('closes every file that it refuses', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'readers-')), 'a.csv');
    await writeFile(path, 'one,two\na,1\n');
    await codeOf(readPath(path, 'a.csv'));
    const before = openFiles();

    for (let turn = 0; turn < 20; turn += 1) expect(await codeOf(readPath(path, 'a.csv'))).toBe('COLUMNS_MISSING');

    // Other tests' files may be on their way to be closed.
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});
