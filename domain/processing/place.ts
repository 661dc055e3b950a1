import { z } from 'zod';
import type { Plan, PlanUpload } from '../lease/plan.ts';
import type { Manifest } from '../prepare/manifest.ts';
import type { Candidate } from '../workload/candidate.ts';
import type { SmallData } from '../workload/small-data.ts';

/** Where `prepare` or `evaluate` runs. */
export const placeSchema = z.enum(['function', 'job']);
export type Place = z.infer<typeof placeSchema>;

/** Rows of text within a file that is compressed take about so many times its size. */
const COMPRESSED = /\.(gz|parquet)$/i;
const EXPANSION = 10;

const expandedBytes = ({ key, sizeBytes }: PlanUpload): number => sizeBytes * (COMPRESSED.test(key) ? EXPANSION : 1);

/** Where a run prepares its dataset. Its plan decides, so a run that is taken up again decides alike. */
export const placeOfPrepare = ({ deployed, uploads }: Pick<Plan, 'deployed' | 'uploads'>): Place =>
  placeBy(
    deployed.smallData,
    ({ maxBytes }) => uploads.reduce((sum, upload) => sum + expandedBytes(upload), 0) <= maxBytes,
  );

/** Where a run evaluates its candidates. */
export const placeOfEvaluate = (
  { deployed, champion }: Pick<Plan, 'deployed' | 'champion'>,
  { rowsPerSplit }: Pick<Manifest, 'rowsPerSplit'>,
): Place =>
  placeBy(deployed.smallData, ({ maxPredictions }) => {
    const { candidates, ensemble } = deployed.config;
    // An average of candidates asks each of its members.
    const models = (ensemble?.maxMembers ?? 1) + (champion === undefined ? 0 : 1);
    // The winner and the champion meet on the test rows, on the champion's own, and on those that are new.
    const rows = 2 * rowsPerSplit.test + (champion === undefined ? 0 : rowsPerSplit.validation + rowsPerSplit.test);
    const predictions = rowsPerSplit.validation * candidates.length + rows * models;
    return candidates.every(isFast) && predictions <= maxPredictions;
  });

function placeBy(smallData: SmallData | undefined, isSmall: (limits: SmallData) => boolean): Place {
  switch (smallData?.use) {
    case undefined:
    case 'never':
      return 'job';
    case 'always':
      return 'function';
    case 'auto':
      return isSmall(smallData) ? 'function' : 'job';
  }
}

/** Whether a model of the family predicts thousands of texts a second; of one that others train nobody knows. */
function isFast({ family }: Candidate): boolean {
  switch (family) {
    case 'linear':
    case 'naive-bayes':
    case 'gradient-boosting':
    case 'random-forest':
      return true;
    case 'transformer':
    case 'container':
    case 'script':
      return false;
  }
}
