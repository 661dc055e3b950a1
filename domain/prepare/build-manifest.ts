import type { WorkloadConfig } from '../workload/schema.ts';
import { assertReconciled, sumCounts } from './counts.ts';
import type { Manifest } from './manifest.ts';
import type { DatasetShape } from './refusal.ts';
import { lineageOf } from './split.ts';

export interface ManifestFacts extends DatasetShape {
  readonly config: WorkloadConfig;
  readonly runId: string;
  readonly fencingToken: number;
  readonly createdAt: string;
  readonly id: string;
  readonly version: number;
  /** Newest committed version before this one. */
  readonly parent: number | undefined;
}

/** Names of a workload's labels, sorted: the order of every list of labels, probabilities and confusion cells. */
export function labelNames(config: WorkloadConfig): string[] {
  return [...new Set(Object.values(config.labels))].sort();
}

/** Throws UNEXPECTED when a row is unaccounted for: in an upload, between uploads, or between the counts and the splits. */
export function assertAccounted(shape: DatasetShape): void {
  for (const upload of shape.uploads) assertReconciled(upload.counts, `upload ${upload.uploadId}`);
  assertReconciled(shape.counts, 'the dataset');
  const { train, validation, test } = shape.rowsPerSplit;
  const ofUploads = sumCounts(shape.uploads.map((upload) => upload.counts));
  assertReconciled({ ...ofUploads, accepted: train + validation + test }, 'the splits and the uploads');
}

/** The manifest of a new version. Throws UNEXPECTED when a row is unaccounted for. */
export function buildManifest(facts: ManifestFacts): Manifest {
  assertAccounted(facts);
  return {
    schemaVersion: 1,
    workload: facts.config.name,
    id: facts.id,
    version: facts.version,
    ...(facts.parent === undefined ? {} : { parent: facts.parent }),
    lineage: lineageOf(facts.config.split),
    createdAt: facts.createdAt,
    runId: facts.runId,
    fencingToken: facts.fencingToken,
    ...(facts.config.task === 'single-label' ? {} : { task: facts.config.task }),
    labels: labelNames(facts.config),
    counts: facts.counts,
    rowsPerLabel: facts.rowsPerLabel,
    rowsPerSplit: facts.rowsPerSplit,
    trainRowsPerLabel: facts.trainRowsPerLabel,
    uploads: [...facts.uploads],
  };
}
