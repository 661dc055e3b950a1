import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { readRows } from '../../../containers/processing/evaluate/rows.ts';
import type { PrepareSummary, UploadOutcome } from '../../../domain/prepare/manifest.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';
import { validateRow } from '../../../domain/prepare/validate-row.ts';
import type { MemoryObjects } from './memory-objects.ts';
import { csv, type FixtureUpload, type Prepared, prepareUploads, rows } from './prepare-fixture.ts';

// A machine that does much else takes its time.
jest.setTimeout(120_000);

const MEBIBYTE = 2 ** 20;
const LABELS = ['negative', 'positive'];
const RULES = { labels: { '0': 'negative', '1': 'positive' }, maxTextLength: 20_000 };

let room: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterAll(() => rm(room, { recursive: true }));

/** Rows that make a dataset, so that what lies beside them is settled to the end. */
const GOOD: FixtureUpload = { name: 'good.csv', content: csv(rows(200, 'good')) };

/** `label text` of every row in the dataset. */
async function stored(objects: MemoryObjects): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, { bytes }] of objects.objects) {
    if (!name.endsWith('.parquet')) continue;
    paths.push(join(room, `part-${paths.length}.parquet`));
    await writeFile(paths.at(-1) ?? '', bytes);
  }
  return (await readRows(paths, LABELS, 'single-label')).map(({ text, label }) => `${label} ${text}`).sort();
}

const outcomesOf = (summary: PrepareSummary): readonly UploadOutcome[] => summary.uploads;

/** What holds of every run, whatever was uploaded. */
function expectAccounted({ summary, objects, quarantine }: Prepared, uploads: readonly FixtureUpload[]): void {
  outcomesOf(summary).forEach(({ counts, error, quarantinedByReason }, index) => {
    const { received, accepted, duplicates, quarantined } = counts;
    expect(received).toBe(accepted + duplicates + quarantined);
    expect(quarantine(index)).toHaveLength(quarantined);
    expect(Object.values(quarantinedByReason).reduce((sum, count) => sum + count, 0)).toBe(quarantined);
    if (error !== undefined) {
      expect(['UPLOAD_UNREADABLE', 'UPLOAD_EMPTY', 'COLUMNS_MISSING']).toContain(error.code);
      expect(received).toBe(0);
    }
  });
  uploads.forEach(({ name, content }, index) => {
    const kept = objects.objects.get(`raw/reviews/${name}@v${index}`)?.bytes;
    expect(kept?.equals(Buffer.from(content))).toBe(true);
  });
  expect(objects.puts.filter((name) => name.startsWith('raw/'))).toEqual([]);
}

interface Row {
  readonly text: string;
  readonly label: string;
}

/** What the rules make of rows that were written properly: those of one label are kept once. */
function expectedOf(all: readonly Row[]): string[] {
  const labels = new Map<string, Set<string>>();
  for (const row of all) {
    const verdict = validateRow(row, RULES);
    if (verdict.ok) labels.set(verdict.text, (labels.get(verdict.text) ?? new Set()).add(verdict.label));
  }
  return [...labels]
    .flatMap(([text, names]) => (names.size === 1 ? [`${LABELS.indexOf([...names][0] ?? '')} ${text}`] : []))
    .sort();
}

// No digits: a line within a field must not look like a row of its own.
const ODD = [
  ...['a', 'B', 'é', 'e\u0301', '\u{1F600}', 'ß', '\u2028', '\u0085', '\u00a0', '\u200b', '\ufeff', '\ufffd'],
  ...['"', '""', ',', ';', '\t', ' ', '\n', '\r', '\r\n', '\\', '\\n', "'", '`', '|', '{', '}', '[', '\u001a'],
  ...['=cmd|', '+SUM(', '-', '@import', '<script>', '$(x)', '%s', 'NULL', 'nan', '-- ', '../', '__proto__'],
];
const text = fc.array(fc.constantFrom(...ODD), { maxLength: 12 }).map((parts) => parts.join(''));
const label = fc.constantFrom('0', '1', ' 1', '1 ', '', '2', 'positive', '=1', '__proto__', 'constructor');
const row = fc.record({ text, label });
const table = fc.array(row, { minLength: 1, maxLength: 12 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const packed = fc.boolean();

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const asCsv = (all: readonly Row[], end: string, bom: string): string =>
  `${bom}text,label${end}${all.map((one) => `${quoted(one.text)},${quoted(one.label)}${end}`).join('')}`;
const asJsonLines = (all: readonly Row[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('row 24: hostile tables', () => {
  it('that are written by the rules are stored to the letter, normalized, and accounted for', async () => {
    const file = fc.oneof(
      fc
        .tuple(table, lineEnd, fc.constantFrom('', '\ufeff'), packed)
        .map(([all, end, bom, isPacked]) => ({ all, name: 'csv', content: asCsv(all, end, bom), isPacked })),
      fc.tuple(table, packed).map(([all, isPacked]) => ({ all, name: 'jsonl', content: asJsonLines(all), isPacked })),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 8 }), async (files) => {
        const uploads = files.map(({ name, content, isPacked }, index) => ({
          name: `${index}.${name}${isPacked ? '.gz' : ''}`,
          content: isPacked ? gzipSync(content) : content,
        }));

        const prepared = await prepareUploads([GOOD, ...uploads]);

        expectAccounted(prepared, [GOOD, ...uploads]);
        const all = [...rows(200, 'good'), ...files.flatMap((one) => one.all)];
        expect(prepared.summary.outcome).toBe('prepared');
        expect(outcomesOf(prepared.summary).map(({ counts }) => counts.received)).toEqual([
          200,
          ...files.map((one) => one.all.length),
        ]);
        expect(await stored(prepared.objects)).toEqual(expectedOf(all));
      }),
      { numRuns: 8 },
    );
  });

  it('that are written by no rules are accounted for, and nothing is stored that was not there', async () => {
    const junk = fc.constantFrom(
      ...ODD,
      '\0',
      '0',
      '1',
      ',0\n',
      ',1\n',
      '"',
      '\n"',
      '{"text":',
      '"label":',
      'é'.slice(0, 1),
    );
    const bytes = fc.constantFrom([0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80], [0xe9, 0x2c, 0x31, 0x0a], [0xfe]);
    const piece = fc.oneof(
      { weight: 9, arbitrary: junk.map((one) => Buffer.from(one)) },
      { weight: 1, arbitrary: bytes.map((one) => Buffer.from(one)) },
    );
    const head = fc.constantFrom('text,label\n', '\ufefftext;label\r\n', 'label\ttext\r', '"text","label","x"\n', '');
    const file = fc
      .record({
        head,
        body: fc.array(piece, { maxLength: 60 }),
        name: fc.constantFrom('csv', 'tsv', 'jsonl', 'txt', 'csv.gz', 'gz'),
      })
      .map(({ head: first, body, name }) => {
        const plain = Buffer.concat([Buffer.from(first), ...body]);
        return { name, plain, content: name.endsWith('gz') ? gzipSync(plain) : plain };
      });
    // Quotes and white space may go, and JSON may write a character in another way.
    const essence = (one: string): string => normalizeText(one).replaceAll(/[\s"\\]/g, '');

    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 8 }), async (files) => {
        const uploads = files.map(({ name, content }, index) => ({ name: `${index}.${name}`, content }));

        const prepared = await prepareUploads([GOOD, ...uploads]);

        expectAccounted(prepared, [GOOD, ...uploads]);
        const haystack = files.map(({ plain }) => essence(plain.toString('utf8'))).join('\n');
        const good = new Set(expectedOf(rows(200, 'good')));
        for (const found of (await stored(prepared.objects)).filter((one) => !good.has(one))) {
          expect(haystack).toContain(essence(found.slice(2)));
        }
      }),
      { numRuns: 10 },
    );
  });

  const lines = (line: string, bytes: number): string => line.repeat(Math.ceil(bytes / line.length));
  const wide = (count: number, cell: string): string => Array(count).fill(cell).join(',');

  it.each<[string, string, () => string | Buffer, Partial<UploadOutcome['counts']> | string]>([
    [
      'one line of 100 MB',
      'a.csv',
      () => Buffer.concat([Buffer.from('text,label\n'), Buffer.alloc(100 * MEBIBYTE, 97)]),
      { received: 1, quarantined: 1 },
    ],
    ['a header of 100 MB', 'a.csv', () => Buffer.alloc(100 * MEBIBYTE, 97), 'UPLOAD_UNREADABLE'],
    [
      'one line of 100 MB of JSON',
      'a.jsonl',
      () =>
        Buffer.concat([Buffer.from('{"text":"'), Buffer.alloc(100 * MEBIBYTE, 97), Buffer.from('","label":"1"}\n')]),
      { received: 1, quarantined: 1 },
    ],
    ['a header of 1,000,000 columns', 'a.csv', () => `text,label,${wide(1e6, 'c')}\n`, 'UPLOAD_UNREADABLE'],
    [
      'a row of 1,000,000 columns',
      'a.csv',
      () => `text,label\n${wide(1e6, '1')}\nfine,1\n`,
      { received: 2, accepted: 1, quarantined: 1 },
    ],
    [
      '40,000 quotes that are never closed',
      'a.csv',
      () => `text,label\n${lines('"x,1\n', 200_000)}`,
      { received: 40_000, accepted: 0 },
    ],
    [
      'a quote that is never closed before 1 MB',
      'a.csv',
      () => `text,label\n"x,1\n${lines('fine,1\n', MEBIBYTE)}`,
      { quarantined: 1, accepted: 1 },
    ],
    ['1 MB of quotes', 'a.csv', () => `text,label\n${lines('"', MEBIBYTE)}`, { received: 1, quarantined: 1 }],
    ['50,000 quotes on lines of their own', 'a.csv', () => `text,label\n${lines('"\n', 100_000)}`, { accepted: 0 }],
    [
      '1 MB of line ends',
      'a.csv',
      () => `text,label\n${lines('\r\n\n\r', MEBIBYTE)}fine,1\n`,
      { received: 1, accepted: 1 },
    ],
    ['1 MB of commas', 'a.csv', () => `text,label\n${lines(',', MEBIBYTE)}`, { received: 1, quarantined: 1 }],
    [
      'JSON that is nested 100,000 deep',
      'a.jsonl',
      () => `${'['.repeat(100_000)}\n{"text":"fine","label":1}\n`,
      'UPLOAD_UNREADABLE',
    ],
    [
      'objects that are nested 30,000 deep',
      'a.jsonl',
      () => `${'{"text":'.repeat(30_000)}1${'}'.repeat(30_000)}\n{"text":"fine","label":1}\n`,
      { received: 2, accepted: 1 },
    ],
    [
      'names that belong to objects',
      'a.jsonl',
      () => '{"__proto__":{"text":"no","label":"1"}}\n{"text":"fine","label":1,"constructor":0}\n',
      { received: 2, accepted: 1 },
    ],
    ['a member twice', 'a.jsonl', () => '{"text":"first","text":"fine","label":1}\n', { received: 1, accepted: 1 }],
    ['UTF-16', 'a.csv', () => Buffer.from('\ufefftext,label\nfine,1\n', 'utf16le'), 'UPLOAD_UNREADABLE'],
    [
      'Latin-1 in some rows',
      'a.csv',
      () => Buffer.concat([Buffer.from('text,label\nfine,1\n'), Buffer.from('sch\xf6n,1\n', 'latin1')]),
      { received: 2, accepted: 1, quarantined: 1 },
    ],
    ['a NUL in the header', 'a.csv', () => 'te\0xt,label\nfine,1\n', 'UPLOAD_UNREADABLE'],
    ['columns by other names', 'a.csv', () => 'TEXT,Label\nfine,1\n', 'COLUMNS_MISSING'],
    ['a column twice', 'a.csv', () => 'text,label,text\nfine,1,no\n', 'UPLOAD_UNREADABLE'],
    ['a quoted header with a BOM', 'a.csv', () => '\ufeff"text" , "label"\nfine,1\n', 'COLUMNS_MISSING'],
  ])('%s: accounted for, with memory under a cap', async (_name, name, make, expected) => {
    const upload = { name, content: make() };
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const started = performance.now();

    const prepared = await prepareUploads([GOOD, upload]).finally(() => clearInterval(watch));

    expectAccounted(prepared, [GOOD, upload]);
    const outcome = outcomesOf(prepared.summary)[1];
    if (typeof expected === 'string') expect(outcome?.error?.code).toBe(expected);
    else expect(outcome).toMatchObject({ counts: expected });
    expect(
      (await stored(prepared.objects)).filter((one) => !one.includes('good')).every((one) => one === '1 fine'),
    ).toBe(true);
    // The fixture itself holds an upload of 100 MB twice.
    expect(most - before).toBeLessThan(700 * MEBIBYTE);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('row 23: an upload that is an archive by mistake', () => {
  const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE));
  const tar = Buffer.concat([
    Buffer.from('a.csv'),
    Buffer.alloc(252),
    Buffer.from('ustar\u000000'),
    Buffer.alloc(2_000),
  ]);

  it.each([
    ['a bomb of 10 GB of zeros', 'a.csv.gz', Buffer.concat(Array(160).fill(bomb)), /200 times/],
    ['a gzip in a gzip', 'a.csv.gz', gzipSync(gzipSync('text,label\nfine,1\n')), /gzip/],
    ['a tar archive', 'a.tar', tar, /tar archive/],
    ['a tar archive in a gzip', 'a.csv.gz', gzipSync(tar), /tar archive/],
    ['a ZIP archive', 'a.zip', Buffer.from('PK\u0003\u0004\u0014\u0000'), /ZIP/],
    ['a ZIP archive in a gzip', 'a.csv.gz', gzipSync('PK\u0003\u0004\u0014\u0000'), /ZIP/],
    ['a 7-Zip archive', 'a.csv', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), /7-Zip/],
    ['Zstandard', 'a.csv', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]), /Zstandard/],
    [
      'bytes after a gzip',
      'a.csv.gz',
      Buffer.concat([gzipSync('text,label\nfine,1\n'), Buffer.alloc(600)]),
      /after its end/,
    ],
    ['half a gzip', 'a.csv.gz', gzipSync(`text,label\n${'fine,1\n'.repeat(999)}`).subarray(0, 40), /truncated/],
  ])('%s is refused as a whole, with what it is, and is never unpacked', async (_name, name, content, why) => {
    const upload = { name, content };
    const before = process.memoryUsage().rss;

    const prepared = await prepareUploads([GOOD, upload]);

    expectAccounted(prepared, [GOOD, upload]);
    expect(outcomesOf(prepared.summary)[1]).toMatchObject({
      counts: { received: 0 },
      error: { code: 'UPLOAD_UNREADABLE', message: expect.stringMatching(why) },
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEBIBYTE);
  });

  it('a Parquet file of 8 MB texts, which packs to nothing, is read with memory under a cap', async () => {
    const path = join(room, 'wide.parquet');
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', threads: '1' });
    const connection = await instance.connect();
    const texts = `SELECT repeat('a', ${8 * MEBIBYTE}) || range AS text, 1 AS label FROM range(64)`;
    await connection.run(`COPY (${texts}) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`);
    connection.closeSync();
    instance.closeSync();
    const upload = { name: 'wide.parquet', content: await readFile(path) };
    const before = process.memoryUsage().rss;

    const prepared = await prepareUploads([GOOD, upload]);

    expectAccounted(prepared, [GOOD, upload]);
    expect(outcomesOf(prepared.summary)[1]?.counts.accepted).toBe(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * MEBIBYTE);
  });
});
