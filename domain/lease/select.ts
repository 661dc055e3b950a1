import type { UploadRecord } from '../admit/upload-record.ts';

/** S3's order of events of one key: hexadecimal numbers of different lengths, compared right-aligned. */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a.padStart(length, '0').toLowerCase(), b.padStart(length, '0').toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The uploads of the next dataset: everything received or admitted. An object that was overwritten counts once, with
 * its newest version by S3's order of events, not by the order in which they arrived. When the newest version is set
 * aside (suspended, excluded, unreadable) the version before it still counts. Sorted by key.
 */
export function selectUploads(uploads: readonly UploadRecord[]): UploadRecord[] {
  const newest = new Map<string, UploadRecord>();
  for (const upload of uploads) {
    if (upload.status !== 'received' && upload.status !== 'admitted') continue;
    const other = newest.get(upload.key);
    if (other === undefined || isNewer(upload, other)) newest.set(upload.key, upload);
  }
  return [...newest.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function isNewer(a: UploadRecord, b: UploadRecord): boolean {
  const order = compareSequencers(a.sequencer, b.sequencer);
  return order === 0 ? a.versionId > b.versionId : order > 0;
}
