import type { TrainResults } from '../train/results.ts';
import type { EvaluationReport } from './report.ts';

/** True when a report is about these very models: the same candidates, each evaluated one from the same artifact. */
export function isOfTheseModels(report: EvaluationReport, { results }: TrainResults): boolean {
  if (report.candidates.length !== results.length) return false;
  return report.candidates.every((candidate) => {
    const trained = results.find((result) => result.candidate === candidate.name);
    if (candidate.status === 'failed') return trained !== undefined;
    return trained?.status === 'trained' && trained.artifactUri === candidate.artifactUri;
  });
}
