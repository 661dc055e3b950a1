import { describe, expect, it } from '@jest/globals';
import { decideUpload } from '../../../domain/admit/upload.ts';
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

describe.each([
  ['exclude', 'excluded'],
  ['release', 'admitted'],
] as const)('a person who decides to %s an upload', (command, status) => {
  it('gives a reason, which is kept', () => {
    expect(decideUpload(suspended, command, 'seen by Ada')).toMatchObject({ status, reason: 'seen by Ada' });
  });

  it('changes nothing by saying it again without a reason', () => {
    const decided = decideUpload(suspended, command, 'seen by Ada');
    expect(decideUpload(decided, command, undefined)).toEqual(decided);
  });

  it('is named as the reason when none is given', () => {
    expect(decideUpload(suspended, command, undefined)).toMatchObject({ status, reason: `${command}d by a person` });
  });
});
