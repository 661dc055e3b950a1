import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { artifactKey } from '../../domain/names.ts';
import { type TuningReport, tuningReportSchema } from '../../domain/tune/report.ts';
import type { Connection } from '../connection/connect.ts';

/** Every trial of a run's tuning job, or undefined when it tuned nothing, or has not come to that yet. */
export async function readTrials(
  { objects, platform }: Connection,
  { workload, runId, tuning }: RunRecord,
): Promise<TuningReport | undefined> {
  if (tuning === undefined) return undefined;
  const text = await objects.read(platform.artifactsBucket, artifactKey.tuning(workload, runId));
  return text === undefined ? undefined : tuningReportSchema.parse(JSON.parse(text));
}
