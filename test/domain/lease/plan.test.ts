import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UploadRecord } from '../../../domain/admit/upload-record.ts';
import { inputsFingerprint, nextRunId } from '../../../domain/lease/identity.ts';
import { compareSequencers, selectUploads } from '../../../domain/lease/select.ts';
import { runId as runIdSchema } from '../../../domain/names.ts';

const upload = (
  key: string,
  versionId: string,
  sequencer: string,
  status: UploadRecord['status'] = 'admitted',
): UploadRecord => ({
  workload: 'reviews',
  record: `upload#${key}${versionId}`,
  uploadId: `${key}${versionId}`,
  key,
  versionId,
  sequencer,
  sizeBytes: 1,
  receivedAt: '2026-11-21T12:00:00Z',
  status,
});

describe('the uploads of the next dataset', () => {
  it('are the newest version of each key by sequencer, in whatever order the events came', () => {
    const versions = fc.uniqueArray(fc.bigInt({ min: 0n, max: 1n << 80n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        versions.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const newest = all.reduce((a, b) => (a > b ? a : b));
          const selected = selectUploads(
            shuffled.map((one) => upload('reviews/a.csv', String(one), one.toString(16).toUpperCase())),
          );
          expect(selected.map((one) => one.versionId)).toEqual([String(newest)]);
        },
      ),
    );
  });

  it('compare sequencers right-aligned', () => {
    expect(compareSequencers('FF', '0100')).toBeLessThan(0);
    expect(compareSequencers('0A', 'a')).toBe(0);
  });

  it('leave out what was set aside, and fall back to the version before it', () => {
    const uploads = [
      upload('reviews/a.csv', 'old', '01'),
      upload('reviews/a.csv', 'poisoned', '02', 'suspended'),
      upload('reviews/b.csv', 'v', '01', 'excluded'),
      upload('reviews/c.csv', 'v', '01', 'unreadable'),
      upload('reviews/d.csv', 'v', '01', 'received'),
    ];

    expect(selectUploads(uploads).map((one) => one.uploadId)).toEqual(['reviews/a.csvold', 'reviews/d.csvv']);
  });
});

describe('the identity of a run', () => {
  it('follows from object versions and configuration, not from their order', () => {
    const records = fc
      .uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 })
      .map((keys) => keys.map((key) => upload(key, 'v', '1')));
    fc.assert(
      fc.property(
        records.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const id = inputsFingerprint('reviews', all, 'c');
          expect(inputsFingerprint('reviews', shuffled, 'c')).toBe(id);
          expect(inputsFingerprint('reviews', all, 'd')).not.toBe(id);
          expect(inputsFingerprint('reviews', [...all, upload('more', 'w', '1')], 'c')).not.toBe(id);
          expect(runIdSchema.safeParse(nextRunId(id, [], false)).success).toBe(true);
        },
      ),
    );
  });
});
