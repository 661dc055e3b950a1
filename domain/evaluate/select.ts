import { PlatformError } from '../errors.ts';
import { type DecidingMetric, decidingFigure } from './deciding-metric.ts';
import type { CandidateResult } from './report.ts';

export type EvaluatedCandidate = Extract<CandidateResult, { status: 'evaluated' }>;

/**
 * The best candidate on validation by the deciding metric; of equals the one of lower log loss, then of smaller size,
 * then of the first name. Throws EVALUATION_INVALID when no candidate could be evaluated.
 */
export function selectBest(candidates: readonly CandidateResult[], metric: DecidingMetric): EvaluatedCandidate {
  const evaluated = candidates.filter((candidate) => candidate.status === 'evaluated');
  const [best] = evaluated.toSorted(
    (a, b) =>
      decidingFigure(metric, b.validation) - decidingFigure(metric, a.validation) ||
      a.validation.logLoss - b.validation.logLoss ||
      a.sizeBytes - b.sizeBytes ||
      (a.name < b.name ? -1 : 1),
  );
  if (best !== undefined) return best;
  const reasons = candidates.map((one) => (one.status === 'failed' ? `${one.name}: ${one.reason}` : one.name));
  throw new PlatformError('EVALUATION_INVALID', `no candidate can be evaluated: ${reasons.join('; ')}`, {
    next: 'Look at the reasons, correct the candidates and run again.',
  });
}
