import type { ErrorCode } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/hash.ts';
import type { Plan } from '../../../domain/lease/plan.ts';
import type { PrepareSummary, UploadOutcome } from '../../../domain/prepare/manifest.ts';

const COUNTS = { received: 1000, accepted: 990, duplicates: 4, quarantined: 6 };

/** What each upload of a plan came to; those whose key contains `broken` could not be read. */
const outcomes = (plan: Plan): UploadOutcome[] =>
  plan.uploads.map(({ uploadId, key, versionId }) => ({
    uploadId,
    key,
    versionId,
    counts: COUNTS,
    quarantinedByReason: {},
    ...(key.includes('broken') ? { error: { code: 'UPLOAD_UNREADABLE' as const, message: 'truncated' } } : {}),
  }));

/** A summary whose dataset follows from the uploads' content, which their keys' first letter stands for. */
export function preparedSummary(plan: Plan, version: number): PrepareSummary {
  const content = [...new Set(plan.uploads.map((upload) => upload.key.split('/')[1]?.[0]))].sort();
  return {
    outcome: 'prepared',
    created: true,
    uploads: outcomes(plan),
    manifest: {
      schemaVersion: 1,
      workload: plan.workload,
      id: sha256(content.join()),
      version,
      lineage: 'l',
      createdAt: plan.createdAt,
      runId: plan.runId,
      labels: ['negative', 'positive'],
      counts: COUNTS,
      rowsPerLabel: {},
      rowsPerSplit: { train: 700, validation: 150, test: 140 },
      trainRowsPerLabel: {},
      uploads: outcomes(plan),
    },
  };
}

export const refusedSummary = (plan: Plan, code: ErrorCode): PrepareSummary => ({
  outcome: 'refused',
  error: { code, message: 'Only 3 rows were accepted.' },
  counts: COUNTS,
  uploads: outcomes(plan),
});
