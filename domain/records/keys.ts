/**
 * The records table: partition key `workload`, sort key `record`. One table, because the lease, the window and the
 * uploads of a workload are read and written together.
 */
export const recordKey = {
  upload: (uploadId: string): string => `upload#${uploadId}`,
  uploads: 'upload#',
  /** The open debounce window. */
  window: 'window',
  /** The single-flight lease. */
  lease: 'lease',
  run: (runId: string): string => `run#${runId}`,
  runs: 'run#',
  /** What a dataset and a configuration came to: the same content again is skipped. */
  conclusion: (datasetId: string, configHash: string): string => `conclusion#${datasetId}#${configHash}`,
  /** The task token of a pending approval, by model package version. */
  approval: (packageVersion: number): string => `approval#${packageVersion}`,
  approvals: 'approval#',
  /** What budget and storm breaker did last. */
  brakes: 'brakes',
  /** What is live, and what was live before. */
  release: 'release',
  /** Whose turn it is to change the endpoint. */
  rollout: 'rollout',
} as const;
