import type { UploadRecord } from '../admit/upload-record.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import { fingerprint } from '../hash.ts';

/** Identity of a run's inputs: the same object versions and configuration give the same 12 hexadecimal characters. */
export function inputsFingerprint(workload: string, uploads: readonly UploadRecord[], configHash: string): string {
  const versions = uploads.map(({ key, versionId }) => [key, versionId]).sort();
  return fingerprint([workload, versions, configHash]);
}

/** Outcomes that would be the same again: only `force` repeats them. */
const FINAL = new Set<RunRecord['outcome']>(['deployed', 'rejected', 'skipped']);

/**
 * The run id for these inputs, or undefined when a run over them came to its end and `force` is not given.
 * `earlier` are all runs of the workload.
 */
export function nextRunId(inputs: string, earlier: readonly RunRecord[], force: boolean): string | undefined {
  const same = earlier.filter((run) => run.runId.startsWith(`${inputs}-`));
  if (!force && same.some((run) => FINAL.has(run.outcome))) return undefined;
  return `${inputs}-${Math.max(0, ...same.map((run) => run.attempt)) + 1}`;
}

/** Number of the attempt in a run id. */
export const attemptOf = (runId: string): number => Number(runId.slice(runId.lastIndexOf('-') + 1));
