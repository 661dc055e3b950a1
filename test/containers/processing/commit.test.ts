import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitDataset } from '../../../containers/processing/prepare/commit.ts';
import { sha256 } from '../../../domain/hash.ts';
import { lakeKey } from '../../../domain/names.ts';
import { type Manifest, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { type Fate, FaultyObjects, untilWell } from './faulty-objects.ts';
import { textsInLake } from './lake-texts.ts';
import { MemoryObjects } from './memory-objects.ts';
import { csv, planOf, rows, summaryOf } from './prepare-fixture.ts';

const WRITERS = 20;
/** One call in ten goes wrong, half of them after their effect. */
const fate = fc.integer({ min: 0, max: 19 }).map((n): Fate => (n === 0 ? 'error' : n === 1 ? 'answer-lost' : 'well'));

const manifestOf = (id: string, runId: string, place: { version: number; parent: number | undefined }): Manifest => ({
  schemaVersion: 1,
  workload: 'reviews',
  id,
  version: place.version,
  ...(place.parent === undefined ? {} : { parent: place.parent }),
  lineage: 'l',
  createdAt: '2026-01-01T00:00:00.000Z',
  runId,
  fencingToken: 1,
  labels: ['negative', 'positive'],
  counts: { received: 3, accepted: 3, duplicates: 0, quarantined: 0 },
  rowsPerLabel: { negative: 1, positive: 2 },
  rowsPerSplit: { train: 1, validation: 1, test: 1 },
  trainRowsPerLabel: { negative: 0, positive: 1 },
  uploads: [],
});

/** A file per split with a text of its own. */
async function contentOf(name: string): Promise<Record<Split, string>> {
  const directory = await mkdtemp(join(tmpdir(), 'commit-'));
  const paths = {
    train: join(directory, 'train'),
    validation: join(directory, 'validation'),
    test: join(directory, 'test'),
  };
  for (const split of SPLITS) await writeFile(paths[split], `${name} ${split}`);
  return paths;
}

const textAt = (objects: MemoryObjects, key: string): string =>
  objects.objects.get(`lake/${key}`)?.bytes.toString('utf8') ?? '';

const versionsOf = (objects: MemoryObjects): number[] =>
  [...objects.objects.keys()]
    .flatMap((name) => /^lake\/manifests\/reviews\/(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('committing a dataset', () => {
  it('row 22: gives each content one version without a gap, in whatever order the calls of 20 writers come and fail', async () => {
    const contents = await Promise.all(upTo(WRITERS).map((number) => contentOf(`content ${number}`)));
    // Writers with the same number have the same content.
    const numbers = fc.array(fc.integer({ min: 0, max: WRITERS - 1 }), { minLength: WRITERS, maxLength: WRITERS });

    await fc.assert(
      fc.asyncProperty(fc.scheduler(), numbers, fc.infiniteStream(fate), async (scheduler, writers, fates) => {
        const objects = new MemoryObjects();
        const faulty = new FaultyObjects(objects, async () => {
          await scheduler.schedule(Promise.resolve());
          return fates.next().value ?? 'well';
        });
        const lake = { objects: faulty, bucket: 'lake', workload: 'reviews' };
        const commits = writers.map(async (number, writer) => {
          const [id, paths] = [sha256(String(number)), contents[number]];
          if (paths === undefined) throw new RangeError(`no content ${number}`);
          const commit = () => commitDataset(lake, id, paths, (place) => manifestOf(id, `run-${writer}`, place));
          return { number, first: await untilWell(commit), again: await untilWell(commit) };
        });

        const committed = await scheduler.waitFor(Promise.all(commits));

        expect(versionsOf(objects)).toEqual(upTo(new Set(writers).size));
        for (const { number, first, again } of committed) {
          expect(again).toEqual(first);
          expect(first.id).toBe(sha256(String(number)));
          expect(first.parent).toBe(first.version === 1 ? undefined : first.version - 1);
          expect(JSON.parse(textAt(objects, lakeKey.manifest('reviews', first.version)))).toEqual(first);
          for (const split of SPLITS) {
            const file = textAt(objects, `${lakeKey.split('reviews', first.version, split)}part-0.parquet`);
            expect(file).toBe(`content ${number + 1} ${split}`);
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('row 22: 20 runs of 200 rows at once, of whose calls every tenth fails, have each row once, in versions 1 to 20', async () => {
    const objects = new MemoryObjects();
    const random = fc.sample(fate, { numRuns: 5_000, seed: 22 });
    const faulty = new FaultyObjects(objects, async () => random.pop() ?? 'well');
    const runs = upTo(WRITERS).map((number) => {
      const runId = `${String(number).padStart(12, '0')}-1`;
      const plan = planOf([`${number}.csv`], undefined, runId);
      objects.set({ bucket: 'raw', key: `reviews/${number}.csv`, versionId: 'v0' }, csv(rows(200, `text ${number}`)));
      return plan;
    });

    const summaries = await Promise.all(runs.map((plan) => untilWell(() => summaryOf(plan, faulty))));

    const versions = summaries.map((summary) => (summary.outcome === 'prepared' ? summary.manifest.version : 0));
    expect(versions.toSorted((a, b) => a - b)).toEqual(upTo(WRITERS));
    expect(versionsOf(objects)).toEqual(upTo(WRITERS));
    const texts = await textsInLake(objects);
    expect(texts.length).toBe(WRITERS * 200);
    expect(new Set(texts)).toEqual(
      new Set(upTo(WRITERS).flatMap((n) => rows(200, `text ${n}`).map(({ text }) => text))),
    );
  }, 120_000);
});
