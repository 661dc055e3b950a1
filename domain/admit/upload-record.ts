import { z } from 'zod';
import { fingerprint } from '../hash.ts';
import { workloadName } from '../names.ts';

/**
 * One object version that people uploaded.
 * received → admitted (part of every later dataset) | suspended (its run was refused for harm, until a person
 * releases or excludes it) | excluded | unreadable (nothing in it could be read; it never joins a dataset).
 */
export const uploadStatus = z.enum(['received', 'admitted', 'suspended', 'excluded', 'unreadable']);

export const DELIVERIES_KEPT = 16;

export const uploadRecordSchema = z.object({
  workload: workloadName,
  /** `upload#<uploadId>` */
  record: z.string(),
  uploadId: z.string().regex(/^[0-9a-f]{12}$/),
  key: z.string(),
  versionId: z.string(),
  /** S3's order of events of one key; compare as right-aligned hexadecimal. */
  sequencer: z.string(),
  sizeBytes: z.int().min(0),
  receivedAt: z.iso.datetime(),
  status: uploadStatus,
  /** Newest run that read it. */
  runId: z.string().optional(),
  reason: z.string().optional(),
  /** When a person let it join the datasets after all: a run that began before has not read it so. */
  releasedAt: z.iso.datetime().optional(),
  /** Messages that brought its event, the first sixteen of them: a message that comes again is no delivery of its own. */
  deliveries: z.array(z.string()).max(DELIVERIES_KEPT).optional(),
  /** Deliveries of the same event after the first one, all of which changed nothing. */
  duplicates: z.int().min(1).optional(),
});

export type UploadRecord = z.infer<typeof uploadRecordSchema>;
export type UploadStatus = z.infer<typeof uploadStatus>;

/** Identity of an upload: the same event, however often it comes, gives the same id. */
export const uploadIdOf = (bucket: string, key: string, versionId: string): string =>
  fingerprint([bucket, key, versionId]);
