import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDelimited } from '../../../containers/processing/prepare/readers/delimited.ts';
import { PlainRows } from '../../../containers/processing/prepare/readers/plain-rows.ts';
import type { ReadRecord } from '../../../containers/processing/prepare/readers/record.ts';
import { allRecords } from './read-records.ts';

const OPTIONS = {
  columns: { text: 'text', label: 'label' },
  rules: { labels: { '0': 'negative', '1': 'positive' }, maxTextLength: 1_000 },
  delimiters: [',', ';', '\t'] as const,
  lineLimitBytes: 40,
};

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

type Reading = { records: ReadRecord[] } | { code: unknown; message: unknown };

const read = (bytes: Buffer, sizes: readonly number[], exactOnly: boolean): Promise<Reading> =>
  allRecords(readDelimited(chunksOf(bytes, sizes), { ...OPTIONS, exactOnly })).then(
    (records) => ({ records }),
    ({ code, message }: { code: unknown; message: unknown }) => ({ code, message }),
  );

/** Pieces of which a broken file is made: each of them ends, opens or disturbs something. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b c', 'word', '0', '1', ',', ',', ',', '"', '\n', '\n') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('""', '"\n', '\n"', '","', ',1\n', ',0\n', '"a\nb",1\n', '"a\n\nb",0\n', 'a,1,2\n'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(' ', '  ', '\t', ';', '\r\n', '\r', '\u00a0', 'é', 'e\u0301', '\ufeff', '😀'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\0', 'x'.repeat(30), 'x'.repeat(41), '"x,1\ny,0\nz",1\n', '"x,1\ny\nz",1\n'),
  },
);
const invalid = fc.constantFrom(Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xe2, 0x82]));
const bytes = fc
  .array(
    fc.oneof({ weight: 40, arbitrary: piece.map((text) => Buffer.from(text)) }, { weight: 1, arbitrary: invalid }),
    {
      maxLength: 60,
    },
  )
  .map((pieces) => Buffer.concat(pieces));
const header = fc.constantFrom(
  'text,label\n',
  'id,text,label\n',
  'label;text\r\n',
  '\ufeff\n "text" ,label,x\n',
  'text\tlabel\n',
);
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });

describe('the two readers of delimited files', () => {
  it('give the same records, lines, reasons and raw text for whatever bytes, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(header, bytes, sizes, async (first, rest, cuts) => {
        const file = Buffer.concat([Buffer.from(first), rest]);

        const both = await read(file, cuts, false);

        expect(both).toEqual(await read(file, [file.length], true));
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);

  it('leave nothing of a plain file to the slow one', async () => {
    const file = Buffer.from('text,label\na,1\r\n"b, ""c""",0\n\n"d\n\ne",1\né,0\n"f\ng",1');

    const batches: boolean[] = [];
    for await (const batch of readDelimited(chunksOf(file, [file.length]), OPTIONS)) {
      batches.push(batch instanceof PlainRows);
    }

    expect(batches).toEqual([true, true]);
    expect(await read(file, [7], false)).toEqual(await read(file, [file.length], true));
  });

  it('goes back to the fast one after a broken row', async () => {
    const file = Buffer.from('text,label\na,1\n"b" c,0\nd,1\n');

    const kinds: string[] = [];
    for await (const batch of readDelimited(chunksOf(file, [file.length]), OPTIONS)) {
      kinds.push(batch instanceof PlainRows ? `plain ${batch.count}` : `exact ${batch.length}`);
    }

    expect(kinds).toEqual(['plain 2', 'exact 1']);
  });
});
