import type { TrainResults } from '../train/results.ts';
import { ENSEMBLE } from '../workload/ensemble.ts';
import type { EvaluationReport } from './report.ts';

/** True when a report is about these very models: the same candidates, each evaluated one from the same artifact. */
export function isOfTheseModels(report: EvaluationReport, { results }: TrainResults): boolean {
  // An ensemble follows from the others.
  const candidates = report.candidates.filter(({ family }) => family !== ENSEMBLE);
  if (candidates.length !== results.length) return false;
  return candidates.every((candidate) => {
    const trained = results.find((result) => result.candidate === candidate.name);
    if (candidate.status === 'failed') return trained !== undefined;
    return trained?.status === 'trained' && trained.artifactUri === candidate.artifactUri;
  });
}
