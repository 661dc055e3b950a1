import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRows } from '../../../containers/processing/evaluate/rows.ts';
import { artifactKey } from '../../../domain/names.ts';
import { type PrepareSummary, SPLITS } from '../../../domain/prepare/manifest.ts';
import { MemoryObjects } from './memory-objects.ts';
import { planOf, run } from './prepare-fixture.ts';

const LABELS = ['negative', 'positive'];
const ROWS = Array.from({ length: 400 }, (_, row) => `text number ${row},${row % 2}`);

/** Prepares 400 rows as a try. Gives what it came to, what it wrote, and the texts of its dataset. */
async function tryOut(sample: number | undefined, rows = ROWS) {
  const objects = new MemoryObjects();
  const plan = { ...planOf(['a.csv']), tried: { sample: sample ?? 0 }, ...(sample === undefined ? {} : { sample }) };
  objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v0' }, `text,label\n${rows.join('\n')}\n`);
  const { summary } = await run(plan, objects);
  const directory = await mkdtemp(join(tmpdir(), 'tries-'));
  const paths = await Promise.all(
    SPLITS.map(async (split) => {
      const name = `artifacts/${artifactKey.datasetSplit('reviews', plan.runId, split)}part-0.parquet`;
      const path = join(directory, `${split}.parquet`);
      await writeFile(path, objects.objects.get(name)?.bytes ?? '');
      return path;
    }),
  );
  const texts = new Set((await readRows(paths, LABELS, 'single-label')).map(({ text }) => text));
  return { manifest: manifestOf(summary), texts, puts: objects.puts };
}

function manifestOf(summary: PrepareSummary) {
  if (summary.outcome !== 'prepared') throw new Error(`it was refused: ${summary.error.message}`);
  return summary.manifest;
}

describe('the dataset of a try', () => {
  it('lies with its run, and is no version of the lake', async () => {
    const { manifest, texts, puts } = await tryOut(undefined);

    expect(manifest).toMatchObject({ version: 0, counts: { accepted: 400 } });
    expect(texts.size).toBe(400);
    expect(puts.filter((name) => !name.startsWith('artifacts/reviews/runs/aaaaaaaaaaaa-1/dataset/'))).toEqual([]);
  });

  it('is a sample of exactly so many rows, counted by split and label', async () => {
    const { manifest, texts } = await tryOut(150);

    expect(texts.size).toBe(150);
    expect(Object.values(manifest.rowsPerSplit).reduce((sum, rows) => sum + rows, 0)).toBe(150);
    expect(Object.values(manifest.rowsPerLabel).reduce((sum, rows) => sum + rows, 0)).toBe(150);
    expect(manifest.counts).toEqual({ received: 400, accepted: 400, duplicates: 0, quarantined: 0 });
  });

  it('is the same sample each time, in whatever order rows come, and part of a larger one', async () => {
    const [small, again, large] = [await tryOut(100), await tryOut(100, ROWS.toReversed()), await tryOut(200)];

    expect(again.texts).toEqual(small.texts);
    expect(again.manifest.id).toBe(small.manifest.id);
    expect([...small.texts].filter((text) => !large.texts.has(text))).toEqual([]);
    expect(large.manifest.id).not.toBe(small.manifest.id);
  });

  it('takes rows of each split by its share', async () => {
    const { manifest } = await tryOut(200);

    // 70/15/15 of 200 rows, within three standard deviations.
    expect(Math.abs(manifest.rowsPerSplit.train - 140)).toBeLessThan(20);
    expect(Math.abs(manifest.rowsPerSplit.test - 30)).toBeLessThan(16);
  });

  it('is everything where there are fewer rows than the sample has', async () => {
    const { manifest } = await tryOut(10_000);

    expect(manifest.rowsPerSplit.train + manifest.rowsPerSplit.validation + manifest.rowsPerSplit.test).toBe(400);
  });
});
