/** Value below which a share of the samples lies (nearest rank). Needs at least one sample. */
export function percentileMs(samplesMs: readonly number[], share: number): number {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
