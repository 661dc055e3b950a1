import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { taskSchema } from '../labels/task.ts';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Why a row was set aside. */
export const QUARANTINE_REASONS = [
  'MALFORMED_ROW',
  'WRONG_COLUMN_COUNT',
  'INVALID_UTF8',
  'NUL_BYTE',
  'TEXT_MISSING',
  'TEXT_EMPTY',
  'TEXT_TOO_LONG',
  'LABEL_MISSING',
  'LABEL_UNKNOWN',
  'LABEL_CONFLICT',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** One row under `quarantine/`. Rows are kept for people to mend, with the place they came from. */
export const quarantinedRowSchema = z.strictObject({
  uploadId: z.string(),
  /** Number of the physical line (of the row, for Parquet), from 1, header included. */
  line: z.int().min(1),
  reason: z.enum(QUARANTINE_REASONS),
  detail: z.string(),
  /** The row as read, cut at 2,000 characters. */
  raw: z.string(),
});
export type QuarantinedRow = z.infer<typeof quarantinedRowSchema>;

/** received = accepted + duplicates + quarantined, always. */
export const countsSchema = z.strictObject({
  received: z.int().min(0),
  accepted: z.int().min(0),
  duplicates: z.int().min(0),
  quarantined: z.int().min(0),
});
export type Counts = z.infer<typeof countsSchema>;

export const uploadOutcomeSchema = z.strictObject({
  uploadId: z.string(),
  key: z.string(),
  versionId: z.string(),
  counts: countsSchema,
  quarantinedByReason: z.partialRecord(z.enum(QUARANTINE_REASONS), z.int().min(1)),
  /** Set when the file as a whole could not be read; its counts are zero then. */
  error: z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() }).optional(),
});
export type UploadOutcome = z.infer<typeof uploadOutcomeSchema>;

const perLabel = z.record(z.string(), z.int().min(0));

/** A committed dataset version: `manifests/<workload>/<version>.json`, written once by put-if-absent. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  workload: z.string(),
  /** 64 hexadecimal characters: hash of the sorted canonical rows, the schema and the split rule. */
  id: z.string(),
  /** 0: the dataset of a try, which is no version. */
  version: z.int().min(0),
  /** Version before it, absent for the first. */
  parent: z.int().min(1).optional(),
  /** Fingerprint of the split rule: champions of another lineage have no own rows here. */
  lineage: z.string(),
  createdAt: z.iso.datetime(),
  /** Run that committed it, and the fencing token of the lease that it held: who wrote it, in one transaction. */
  runId: z.string(),
  fencingToken: z.int().min(1).optional(),
  /** Absent where each text has one label. */
  task: taskSchema.optional(),
  labels: z.array(z.string()),
  counts: countsSchema,
  /** A row with several labels counts for each. */
  rowsPerLabel: perLabel,
  rowsPerSplit: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  trainRowsPerLabel: perLabel,
  uploads: z.array(uploadOutcomeSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What the prepare job says at its end: `prepare/summary.json`. It exits 0 for both; data trouble is not a job failure. */
export const prepareSummarySchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('prepared'),
    /** False when the newest version had the same content already. */
    created: z.boolean(),
    manifest: manifestSchema,
    /** Outcome of each upload of this run's plan, also when the version existed already. */
    uploads: z.array(uploadOutcomeSchema),
  }),
  z.strictObject({
    outcome: z.literal('refused'),
    error: z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() }),
    counts: countsSchema,
    uploads: z.array(uploadOutcomeSchema),
  }),
]);
export type PrepareSummary = z.infer<typeof prepareSummarySchema>;
