import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toCsv } from '../../../cli/demo/reviews.ts';
import { uploadIdOf } from '../../../domain/admit/upload-record.ts';
import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import {
  breakWorkload,
  deployedWorkload,
  mendWorkload,
  redeployWorkload,
  withOpenGate,
} from '../world/configuration.ts';
import { manifestOf } from '../world/dataset.ts';
import { freshReviews } from '../world/files.ts';
import { until } from '../world/until.ts';
import { type ObjectVersion, UploadQueue } from '../world/upload-queue.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const csv = (part: number, rows = 120): string => toCsv(freshReviews(part, rows));

export function deliveredEvents(world: World): void {
  const queue = new UploadQueue(world);
  const idOf = ({ key, versionId }: ObjectVersion): string => uploadIdOf(world.platform.rawBucket, key, versionId);
  const runs = (): Promise<RunRecord[]> => world.records.runs(WORKLOAD);

  /** The run that read the upload, when it has ended and nothing follows it. */
  const endedRun = (upload: ObjectVersion): Promise<RunRecord> =>
    until(
      `the end of the run of ${upload.key}`,
      async () => {
        const all = await runs();
        const lease = await world.records.lease(WORKLOAD);
        const read = all.find((run) => run.uploadIds.includes(idOf(upload)) && run.endedAt !== undefined);
        return lease?.holder === undefined && !lease?.rerunRequested ? read : undefined;
      },
      150,
    );

  const trainingsOf = async (runId: string): Promise<number> => {
    const { TrainingJobSummaries = [] } = await world.root.sageMaker.send(
      new ListTrainingJobsCommand({ NameContains: runId }),
    );
    return TrainingJobSummaries.length;
  };

  /** Uploads start no run while a test sends their events itself. */
  const withTrigger = async (onUpload: boolean): Promise<void> => {
    const deployed = await deployedWorkload(world);
    const { config } = deployed;
    await redeployWorkload(world, {
      ...withOpenGate(deployed),
      config: { ...withOpenGate(deployed).config, trigger: { ...config.trigger, onUpload } },
    });
  };

  describe('an event', () => {
    it('row 1: that comes five times, twice in one batch and in parallel, is one run, one training and four duplicates', async () => {
      await withTrigger(true);
      const upload = await queue.put('five-times.csv', csv(1));
      const event = queue.eventOf(upload);

      await Promise.all([queue.send(event, event), queue.send(event), queue.send(event)]);

      const run = await endedRun(upload);
      const recorded = await until('the deliveries', async () => {
        const found = await world.records.upload(WORKLOAD, idOf(upload));
        return found?.duplicates === 4 ? found : undefined;
      });
      expect(recorded.status).not.toBe('received');
      expect((await runs()).filter(({ uploadIds }) => uploadIds.includes(idOf(upload)))).toHaveLength(1);
      expect(await trainingsOf(run.runId)).toBe(2);
      const { json } = await world.trainyard('uploads', 'list', WORKLOAD);
      expect(json).toMatchObject({ uploads: [{ uploadId: idOf(upload), duplicates: 4 }] });
    });

    it('row 4: comes of a completed multipart upload only, not of an aborted one', async () => {
      const Bucket = world.platform.rawBucket;
      const begin = async (Key: string) => {
        const { UploadId } = await world.root.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
        const part = { Bucket, Key, UploadId, PartNumber: 1 };
        const { ETag } = await world.root.s3.send(new UploadPartCommand({ ...part, Body: csv(2) }));
        return { Bucket, Key, UploadId, ETag };
      };
      const { ETag: _etag, ...aborted } = await begin(`${WORKLOAD}/aborted.csv`);
      await world.root.s3.send(new AbortMultipartUploadCommand(aborted));
      const { ETag, ...completed } = await begin(`${WORKLOAD}/completed.csv`);
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      const { VersionId = '' } = await world.root.s3.send(
        new CompleteMultipartUploadCommand({ ...completed, MultipartUpload }),
      );

      const upload = { key: `${WORKLOAD}/completed.csv`, versionId: VersionId, sizeBytes: 0 };
      await endedRun(upload);

      expect((await runs()).filter(({ uploadIds }) => uploadIds.includes(idOf(upload)))).toHaveLength(1);
      const keys = (await world.records.uploads(WORKLOAD)).map(({ key }) => key);
      expect(keys).not.toContain(`${WORKLOAD}/aborted.csv`);
    });
  });

  describe('events that a test sends itself', () => {
    beforeAll(async () => {
      await withTrigger(false);
      await queue.hideFailedFor(1);
    });
    afterAll(async () => {
      await queue.hideFailedFor(360);
    });

    it("row 2: of which version 2's comes first, make a manifest that names version 2", async () => {
      const first = await queue.put('versions.csv', csv(3));
      const second = await queue.put('versions.csv', csv(4));
      await until('both versions', async () => {
        const found = await Promise.all([first, second].map((one) => world.records.upload(WORKLOAD, idOf(one))));
        return found.every((one) => one !== undefined) ? true : undefined;
      });
      await queue.send(queue.eventOf(second, '0B'));
      await queue.send(queue.eventOf(first, '0A'));

      await world.start();
      const run = await endedRun(second);

      const manifest = await manifestOf(world, run.dataset?.version ?? 0);
      const versions = manifest.uploads
        .filter(({ key: name }) => name === second.key)
        .map(({ versionId }) => versionId);
      expect(versions).toEqual([second.versionId]);
    });

    it('row 5: of an object that is overwritten before its run reads it make two runs, each over its own version', async () => {
      const first = await queue.put('overwritten.csv', csv(10));
      await until('its record', () => world.records.upload(WORKLOAD, idOf(first)));
      await queue.deliver(false);
      const second = await queue.put('overwritten.csv', csv(11));

      await world.start();
      const run = await endedRun(first);
      await withTrigger(true);
      await queue.deliver(true);
      const next = await endedRun(second);
      await withTrigger(false);

      const versionsOf = async ({ dataset }: RunRecord): Promise<string[]> =>
        (await manifestOf(world, dataset?.version ?? 0)).uploads
          .filter(({ key }) => key === first.key)
          .map(({ versionId }) => versionId);
      expect(await versionsOf(run)).toEqual([first.versionId]);
      expect(await versionsOf(next)).toEqual([second.versionId]);
      expect(next.runId).not.toBe(run.runId);
    });

    it('row 5: of an object that is deleted before its run reads it end in DATA_GONE, before any training', async () => {
      const upload = await queue.put('deleted.csv', csv(5));
      await until('its record', () => world.records.upload(WORKLOAD, idOf(upload)));
      const { rawBucket: Bucket } = world.platform;
      await world.root.s3.send(new DeleteObjectCommand({ Bucket, Key: upload.key, VersionId: upload.versionId }));

      await world.start();
      const run = await endedRun(upload);

      expect(run).toMatchObject({ outcome: 'failed', error: { code: 'DATA_GONE' } });
      expect(await trainingsOf(run.runId)).toBe(0);
      await world.trainyard('uploads', 'exclude', WORKLOAD, idOf(upload));
    });

    it('row 6: of which one of ten is poison are recorded once each; the poison is kept, and reconciles when it is mended', async () => {
      const files = await Promise.all(
        Array.from({ length: 9 }, (_, index) => queue.put(`ten-${index}.csv`, csv(6 + index, 20))),
      );
      const poison = { key: `${WORKLOAD}/late.csv`, versionId: 'v-late', sizeBytes: 1 };
      const [, ...rest] = files.map((file) => queue.eventOf(file));
      // A workload whose configuration cannot be read: its events fail until somebody mends it.
      await breakWorkload(world, 'mended');
      await queue.send(queue.eventOf({ ...poison, key: 'mended/late.csv' }), ...rest);

      await until('the dead letter', async () => ((await queue.deadLetters()) === 1 ? true : undefined));
      const recorded = (await world.records.uploads(WORKLOAD)).filter(({ key }) => key.includes('/ten-'));
      expect(recorded).toHaveLength(9);

      await mendWorkload(world, 'mended');
      const { live, dead } = await queue.arns();
      await world.root.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead, DestinationArn: live }));

      const mended = await until('the mended upload', async () => (await world.records.uploads('mended'))[0]);
      expect(mended).toMatchObject({ key: 'mended/late.csv', status: 'received' });
      expect(await world.records.uploads('mended')).toHaveLength(1);
      expect(await queue.deadLetters()).toBe(0);
    });
  });
}
