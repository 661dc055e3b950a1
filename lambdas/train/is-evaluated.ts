import { PlatformError } from '../../domain/errors.ts';
import { evaluationReportSchema, pairedPredictionsSchema } from '../../domain/evaluate/report.ts';
import { isOfTheseModels } from '../../domain/evaluate/same-models.ts';
import { artifactKey } from '../../domain/names.ts';
import type { TrainResults } from '../../domain/train/results.ts';
import type { JsonStore } from '../adapters/artifacts.ts';

/** True when the run's evaluation is there whole, and is about these models: a resumed run takes it as it is. */
export async function isEvaluated(
  workload: string,
  runId: string,
  results: TrainResults,
  artifacts: Pick<JsonStore, 'find'>,
): Promise<boolean> {
  const folder = artifactKey.evaluate(workload, runId);
  try {
    const report = await artifacts.find(artifactKey.evaluation(workload, runId), evaluationReportSchema);
    if (report === undefined || !isOfTheseModels(report, results)) return false;
    return (await artifacts.find(`${folder}paired.json`, pairedPredictionsSchema)) !== undefined;
  } catch (error) {
    // What cannot be read is evaluated anew.
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') return false;
    throw error;
  }
}
