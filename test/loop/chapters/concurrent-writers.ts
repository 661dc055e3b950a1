import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { S3Objects } from '../../../containers/processing/adapters/s3.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import { type Fate, FaultyObjects, untilWell } from '../../containers/processing/faulty-objects.ts';
import { textsInLake } from '../../containers/processing/lake-texts.ts';
import { csv, planOf, rows, summaryOf } from '../../containers/processing/prepare-fixture.ts';
import type { World } from '../world/world.ts';

const WRITERS = 20;
const ROWS = 200;
/** One call in ten goes wrong, half of them after their effect. */
const fate = fc.integer({ min: 0, max: 19 }).map((n): Fate => (n === 0 ? 'error' : n === 1 ? 'answer-lost' : 'well'));
const NUMBERS = Array.from({ length: WRITERS }, (_, index) => index + 1);

export function concurrentWriters(world: World): void {
  /** A plan over one file of its own in the bucket `raw`. */
  async function stored(number: number): Promise<Plan> {
    const plan = planOf([`${number}.csv`], undefined, `${String(number).padStart(12, '0')}-1`);
    const uploads = plan.uploads.map(async (upload) => {
      const Body = csv(rows(ROWS, `text ${number}`));
      const { VersionId = '' } = await world.root.s3.send(
        new PutObjectCommand({ Bucket: 'raw', Key: upload.key, Body }),
      );
      return { ...upload, versionId: VersionId };
    });
    return { ...plan, uploads: await Promise.all(uploads) };
  }

  describe('runs that commit at once to the S3 of the local runtime', () => {
    it(`row 22: ${WRITERS} of ${ROWS} rows each, of whose calls every tenth fails, have each row once, in versions without a gap`, async () => {
      for (const Bucket of ['raw', 'lake']) {
        await world.root.s3.send(new CreateBucketCommand({ Bucket }));
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        await world.root.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      }
      const plans = await Promise.all(NUMBERS.map(stored));
      const fates = fc.sample(fate, { numRuns: 20_000, seed: 22 });
      const objects = new S3Objects(world.root.s3);
      const faulty = new FaultyObjects(objects, async () => fates.pop() ?? 'well');

      const summaries = await Promise.all(plans.map((plan) => untilWell(() => summaryOf(plan, faulty))));

      const versions = summaries.map((summary) => (summary.outcome === 'prepared' ? summary.manifest.version : 0));
      expect(versions.toSorted((a, b) => a - b)).toEqual(NUMBERS);
      const manifests = (await objects.list('lake', 'manifests/reviews/')).filter((key) => /\/\d+\.json$/.test(key));
      expect(manifests).toHaveLength(WRITERS);
      const texts = await textsInLake(objects);
      expect(texts).toHaveLength(WRITERS * ROWS);
      expect(new Set(texts)).toEqual(
        new Set(NUMBERS.flatMap((number) => rows(ROWS, `text ${number}`).map(({ text }) => text))),
      );
    });
  });
}
