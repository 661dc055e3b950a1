import { PlatformError } from '../errors.ts';
import type { GateConfig } from '../workload/gate.ts';
import type { CandidateResult } from './report.ts';

export type EvaluatedCandidate = Extract<CandidateResult, { status: 'evaluated' }>;

/**
 * The best candidate on validation by the deciding metric; of equals the one of lower log loss, then of smaller size,
 * then of the first name. Throws EVALUATION_INVALID when no candidate could be evaluated.
 */
export function selectBest(candidates: readonly CandidateResult[], metric: GateConfig['metric']): EvaluatedCandidate {
  const evaluated = candidates.filter((candidate) => candidate.status === 'evaluated');
  const [best] = evaluated.toSorted(
    (a, b) =>
      b.validation[metric] - a.validation[metric] ||
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
