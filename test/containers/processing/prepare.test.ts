import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../domain/hash.ts';
import { lakeKey } from '../../../domain/names.ts';
import { reconciles } from '../../../domain/prepare/counts.ts';
import { MemoryObjects } from './memory-objects.ts';
import { csv, planOf, prepareUploads, rows, run, WORKLOAD } from './prepare-fixture.ts';

const jsonl = (all: readonly { text: string; label: string }[]): string =>
  all.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('prepare', () => {
  it('makes one version with a file per split and a manifest', async () => {
    const { summary, objects } = await prepareUploads([{ name: 'a.csv', content: csv(rows(100)) }]);

    if (summary.outcome !== 'prepared') throw new Error(JSON.stringify(summary));
    expect(summary.created).toBe(true);
    expect(summary.manifest.counts).toEqual({ received: 100, accepted: 100, duplicates: 0, quarantined: 0 });
    expect(summary.manifest.version).toBe(1);
    expect(summary.manifest.rowsPerLabel).toEqual({ negative: 50, positive: 50 });
    const { train, validation, test } = summary.manifest.rowsPerSplit;
    expect(train + validation + test).toBe(100);
    for (const split of ['train', 'validation', 'test']) {
      expect(objects.objects.has(`lake/${lakeKey.split('reviews', 1, split)}part-0.parquet`)).toBe(true);
    }
    expect(JSON.parse((await objects.readText({ bucket: 'lake', key: 'manifests/reviews/1.json' })) ?? '')).toEqual(
      summary.manifest,
    );
  });

  it('gives the same id for the same rows in another file, order, format and compression', async () => {
    const all = rows(60);

    const one = await prepareUploads([{ name: 'a.csv', content: csv(all) }]);
    const two = await prepareUploads([
      { name: 'b.jsonl', content: jsonl(all.slice(30).reverse()) },
      { name: 'c.csv.gz', content: gzipSync(csv(all.slice(0, 40))) },
    ]);

    if (one.summary.outcome !== 'prepared' || two.summary.outcome !== 'prepared') throw new Error('not prepared');
    expect(two.summary.manifest.id).toBe(one.summary.manifest.id);
    expect(two.summary.manifest.counts).toEqual({ received: 70, accepted: 60, duplicates: 10, quarantined: 0 });
  });

  it('creates no version for content that the newest version has', async () => {
    const objects = new MemoryObjects();
    await prepareUploads([{ name: 'a.csv', content: csv(rows(60)) }], { objects });

    const again = await prepareUploads([{ name: 'b.csv', content: csv(rows(60)) }], {
      objects,
      runId: 'cccccccccccc-1',
    });

    expect(again.summary).toMatchObject({ outcome: 'prepared', created: false, manifest: { version: 1 } });
    expect(again.summary.uploads[0]?.key).toBe('reviews/b.csv');
  });

  it('numbers the next version and names its parent', async () => {
    const objects = new MemoryObjects();
    await prepareUploads([{ name: 'a.csv', content: csv(rows(60)) }], { objects });

    const next = await prepareUploads([{ name: 'b.csv', content: csv(rows(80)) }], {
      objects,
      runId: 'cccccccccccc-1',
    });

    expect(next.summary).toMatchObject({ created: true, manifest: { version: 2, parent: 1 } });
  });

  it('gives the first result again when it is run twice', async () => {
    const objects = new MemoryObjects();
    const first = await prepareUploads([{ name: 'a.csv', content: csv(rows(60)) }], { objects });
    const before = [...objects.objects.keys()];

    const second = await prepareUploads([{ name: 'a.csv', content: csv(rows(60)) }], { objects });

    expect(second.summary).toEqual(first.summary);
    expect([...objects.objects.keys()]).toEqual(before);
  });

  it('comes to the same end after a crash at any of its writes', async () => {
    const uploads = [{ name: 'a.csv', content: `${csv(rows(60))}"no label",\n` }];
    const whole = await prepareUploads(uploads);

    for (let crashAt = 0; crashAt < whole.objects.puts.length; crashAt += 1) {
      const objects = new MemoryObjects();
      objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v0' }, uploads[0]?.content ?? '');
      const before = objects.list.bind(objects);
      objects.list = async (bucket, prefix) => {
        if (objects.puts.length > crashAt) throw new Error('killed');
        return before(bucket, prefix);
      };
      const put = objects.putFile.bind(objects);
      objects.putFile = async (...args) => {
        if (objects.puts.length === crashAt) throw new Error('killed');
        return put(...args);
      };
      await run(planOf(['a.csv']), objects).catch((error: Error) => expect(error.message).toBe('killed'));
      objects.list = before;
      objects.putFile = put;

      const resumed = await run(planOf(['a.csv']), objects);

      expect(resumed.summary).toEqual(whole.summary);
    }
  });

  it('takes the number that files without a manifest lie at, and replaces them', async () => {
    const objects = new MemoryObjects();
    const foreign = { bucket: 'lake', key: `${lakeKey.split('reviews', 1, 'train')}part-0.parquet` };
    objects.set(foreign, 'rows of another run');

    const { summary } = await prepareUploads([{ name: 'a.csv', content: csv(rows(60)) }], { objects });

    expect(summary).toMatchObject({ created: true, manifest: { version: 1 } });
    expect(await objects.readText(foreign)).not.toBe('rows of another run');
  });

  it('finds the version that had the same content before the newest one', async () => {
    const objects = new MemoryObjects();
    for (const [name, count] of Object.entries({ a: 60, b: 80, c: 100 })) {
      await prepareUploads([{ name: `${name}.csv`, content: csv(rows(count)) }], {
        objects,
        runId: `${name}00000000000-1`,
      });
    }

    const again = await prepareUploads([{ name: 'd.csv', content: csv(rows(60)) }], {
      objects,
      runId: 'd00000000000-1',
    });

    expect(again.summary).toMatchObject({ created: false, manifest: { version: 1, runId: 'a00000000000-1' } });
    expect([...objects.objects.keys()].filter((name) => /manifests\/reviews\/\d+\.json$/.test(name))).toHaveLength(3);
  });

  it('quarantines every side of a text with two labels and shows each the other', async () => {
    const first = [...rows(60), { text: 'It  works', label: '1' }];
    const second = [
      { text: 'It works', label: '0' },
      { text: 'It works ', label: '0' },
    ];

    const { summary, quarantine } = await prepareUploads([
      { name: 'a.csv', content: csv(first) },
      { name: 'b.csv', content: csv(second) },
    ]);

    expect(summary.uploads.map((upload) => upload.counts)).toEqual([
      { received: 61, accepted: 60, duplicates: 0, quarantined: 1 },
      { received: 2, accepted: 0, duplicates: 0, quarantined: 2 },
    ]);
    expect(quarantine(0)).toEqual([
      expect.objectContaining({
        line: 62,
        reason: 'LABEL_CONFLICT',
        detail: 'labelled positive here and negative in reviews/b.csv (upload 000000000001), line 2',
      }),
    ]);
    expect(quarantine(1).map((row) => row.line)).toEqual([2, 3]);
    expect(quarantine(1)[0]?.detail).toContain('reviews/a.csv (upload 000000000000), line 62');
  });

  it('reads the good files when one is bad, and says what is wrong with it', async () => {
    const { summary } = await prepareUploads([
      { name: 'a.csv', content: csv(rows(60)) },
      { name: 'b.csv', content: 'sentence,sentiment\nx,1\n' },
    ]);

    expect(summary).toMatchObject({ outcome: 'prepared', manifest: { counts: { received: 60 } } });
    expect(summary.uploads[1]).toMatchObject({
      counts: { received: 0 },
      error: {
        code: 'COLUMNS_MISSING',
        message: 'the columns text and label are missing: expected text, label; found sentence, sentiment',
      },
    });
  });

  it('row 5: reads the planned version of an object that was overwritten meanwhile', async () => {
    const objects = new MemoryObjects();
    objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v0' }, csv(rows(60)));
    objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v9' }, csv(rows(90)));

    const { summary } = await run(planOf(['a.csv']), objects);

    expect(summary).toMatchObject({ outcome: 'prepared', manifest: { counts: { received: 60 } } });
  });

  it('row 5: refuses a plan of which a version is gone, names it, and reads nothing', async () => {
    const objects = new MemoryObjects();
    objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v0' }, csv(rows(60)));
    const plan = planOf(['a.csv', 'b.csv', 'c.csv']);
    const uploads = plan.uploads.map((upload, index) => ({ ...upload, isNew: index === 1 }));

    const { summary } = await run({ ...plan, uploads }, objects);

    if (summary.outcome !== 'refused') throw new Error('prepared');
    expect(summary.error.code).toBe('DATA_GONE');
    expect(summary.error.message).toContain('reviews/b.csv (upload 000000000001)');
    expect(summary.error.message).toContain('upload it again, or exclude it');
    expect(summary.uploads.map(({ uploadId, error }) => [uploadId, error?.code])).toEqual([
      ['000000000001', 'DATA_GONE'],
      ['000000000002', 'DATA_GONE'],
    ]);
    expect(objects.puts).toEqual([]);
  });

  it('row 5: refuses when a version goes between the look and the read', async () => {
    const objects = new MemoryObjects();
    for (const [index, name] of ['a', 'b'].entries()) {
      objects.set({ bucket: 'raw', key: `reviews/${name}.csv`, versionId: `v${index}` }, csv(rows(60, name)));
    }
    const download = objects.download.bind(objects);
    objects.download = async (place, path) => (place.key.includes('b.csv') ? 'absent' : download(place, path));

    const { summary } = await run(planOf(['a.csv', 'b.csv']), objects);

    expect(summary).toMatchObject({ outcome: 'refused', error: { code: 'DATA_GONE' } });
    expect(summary.uploads.map(({ key }) => key)).toEqual(['reviews/b.csv']);
    expect(objects.puts).toEqual([]);
  });

  it.each([
    ['one label only', csv(rows(60).map((row) => ({ ...row, label: '1' }))), 'ONE_CLASS_ONLY'],
    ['too few rows for the splits', csv(rows(3)), 'TOO_FEW_ROWS'],
    ['no row that can be accepted', csv(rows(9).map((row) => ({ ...row, label: '7' }))), 'NO_ROWS_ACCEPTED'],
  ])('refuses a dataset with %s', async (_name, content, code) => {
    const { summary, objects } = await prepareUploads([{ name: 'a.csv', content }]);

    expect(summary).toMatchObject({ outcome: 'refused', error: { code } });
    expect(reconciles(summary.outcome === 'refused' ? summary.counts : { ...summary.manifest.counts })).toBe(true);
    expect(objects.puts.filter((name) => name.startsWith('lake/datasets') || name.includes('manifests'))).toEqual([]);
  });

  it('accepts a file of one class when another file has the other', async () => {
    const all = rows(80);

    const { summary } = await prepareUploads([
      { name: 'a.csv', content: csv(all.filter((row) => row.label === '0')) },
      { name: 'b.csv', content: csv(all.filter((row) => row.label === '1')) },
    ]);

    expect(summary).toMatchObject({ outcome: 'prepared', manifest: { counts: { accepted: 80 } } });
  });

  it('accounts for every row as a plain reading of the rules does, whatever is uploaded', async () => {
    const row = fc.record({
      text: fc.constantFrom('a', 'b', ' b ', 'c', 'd  e', 'd e', '', ' ', 'x'.repeat(60)),
      label: fc.constantFrom('0', '1', '', '7'),
    });
    const files = fc.array(fc.array(row, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 });

    await fc.assert(
      fc.asyncProperty(files, async (uploads) => {
        const { summary } = await prepareUploads(
          uploads.map((all, index) => ({ name: `${index}.jsonl`, content: jsonl(all) })),
          { workload: { ...WORKLOAD, maxTextLength: 50 } },
        );

        expect(summary.uploads.map((upload) => upload.counts)).toEqual(expectedCounts(uploads));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('makes the same dataset of any rows as CSV and as JSON Lines, which are read in different ways', async () => {
    const word = fc.constantFrom(
      'a',
      'B',
      'é',
      'e\u0301',
      '😀',
      ',',
      '"',
      '\n',
      '\t',
      '  ',
      '\u00a0',
      '\u3000',
      'ß',
      '0',
    );
    const row = fc.record({
      text: fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
      label: fc.constantFrom('0', '1', ' 1', '7'),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (some) => {
        const all = [...rows(60), ...some];

        const [plain, exact] = await Promise.all([
          prepareUploads([{ name: 'a.csv', content: csv(all) }]),
          prepareUploads([{ name: 'a.jsonl', content: jsonl(all) }]),
        ]);

        expect(dataset(plain)).toEqual(dataset(exact));
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

/** What the data came to, without what names the file. */
function dataset({ summary, objects, quarantine }: Awaited<ReturnType<typeof prepareUploads>>) {
  if (summary.outcome !== 'prepared') throw new Error(summary.error.message);
  const { id, counts, rowsPerLabel, rowsPerSplit } = summary.manifest;
  const reasons = quarantine(0).map(({ reason, detail }) => [reason, detail.replace(/ in reviews.*/, '')]);
  const files = [...objects.objects].filter(([name]) => name.endsWith('.parquet'));
  return {
    id,
    counts,
    rowsPerLabel,
    rowsPerSplit,
    reasons,
    files: files.map(([name, { bytes }]) => [name, sha256(bytes)]),
  };
}

function expectedCounts(uploads: readonly (readonly { text: string; label: string }[])[]) {
  const tidy = (text: string): string => text.trim().replace(/\s+/g, ' ');
  const valid = ({ text, label }: { text: string; label: string }): boolean =>
    tidy(text) !== '' && text.length <= 50 && (label === '0' || label === '1');
  const labels = new Map<string, Set<string>>();
  for (const row of uploads.flat().filter(valid)) {
    labels.set(tidy(row.text), (labels.get(tidy(row.text)) ?? new Set()).add(row.label));
  }
  const seen = new Set<string>();
  return uploads.map((all) => {
    const counts = { received: all.length, accepted: 0, duplicates: 0, quarantined: 0 };
    for (const row of all) {
      const text = tidy(row.text);
      if (!valid(row) || labels.get(text)?.size === 2) counts.quarantined += 1;
      else if (seen.has(text)) counts.duplicates += 1;
      else counts.accepted += 1;
      if (valid(row)) seen.add(text);
    }
    return counts;
  });
}
