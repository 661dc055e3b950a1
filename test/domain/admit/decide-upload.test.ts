import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterDelivery, decideUpload } from '../../../domain/admit/upload.ts';
import type { UploadRecord } from '../../../domain/admit/upload-record.ts';

const suspended: UploadRecord = {
  workload: 'reviews',
  record: 'upload#u1',
  uploadId: 'u1',
  key: 'reviews/a.csv',
  versionId: 'v1',
  sequencer: '1',
  sizeBytes: 10,
  receivedAt: '2026-11-21T10:00:00.000Z',
  status: 'suspended',
  reason: 'not met: no-worse-on-own-rows',
};

const NOW = new Date('2026-11-21T12:00:00Z');

describe.each([
  ['exclude', 'excluded'],
  ['release', 'admitted'],
] as const)('a person who decides to %s an upload', (command, status) => {
  it('gives a reason, which is kept', () => {
    expect(decideUpload(suspended, command, 'seen by Ada', NOW)).toMatchObject({ status, reason: 'seen by Ada' });
  });

  it('changes nothing by saying it again without a reason', () => {
    const decided = decideUpload(suspended, command, 'seen by Ada', NOW);
    expect(decideUpload(decided, command, undefined, NOW)).toEqual(decided);
  });

  it('is named as the reason when none is given', () => {
    expect(decideUpload(suspended, command, undefined, NOW)).toMatchObject({
      status,
      reason: `${command}d by a person`,
    });
  });
});

describe('the deliveries of an event', () => {
  const received: UploadRecord = { ...suspended, status: 'received' };

  it('count each message after the first one as a duplicate, and a message that comes again not at all', () => {
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 14 }).map(String), { minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(batches, (all) => {
        const end = all.reduce<UploadRecord | undefined>(
          (known, ids) => afterDelivery(known, received, ids),
          undefined,
        );

        const messages = new Set(all.flat());
        expect(end?.duplicates ?? 0).toBe(messages.size - 1);
        expect(new Set(end?.deliveries)).toEqual(messages);
      }),
    );
  });

  it('leave a known upload as it is when nothing new came', () => {
    const known = afterDelivery(undefined, received, ['m1']);
    expect(afterDelivery(known, received, ['m1'])).toBe(known);
    expect(afterDelivery(known, received, [])).toBe(known);
  });
});
