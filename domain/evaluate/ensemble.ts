import { logLossOf, probabilitiesOfTruth } from './log-loss.ts';
import type { Predictions } from './predictions.ts';

/** One model's predictions on rows that all models predict. */
export interface NamedPredictions {
  readonly name: string;
  readonly predictions: Predictions;
}

/** A member of an ensemble; the weights of all of them sum to 1. */
export interface Member {
  readonly name: string;
  readonly weight: number;
}

/** Steps of the selection: weights are multiples of one over the number of steps that were taken. */
const STEPS = 20;

/**
 * Members and weights by forward selection with replacement (Caruana et al., Ensemble Selection from Libraries of Models,
 * ICML 2004) for the least log loss: it moves with every row, where accuracy on a few hundred rows would be won by chance.
 * Of equals the first name is taken. With one model, or where another one only makes it worse, there is one member.
 */
export function selectEnsemble(models: readonly NamedPredictions[], maxMembers: number): Member[] {
  const sorted = models
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, predictions }) => ({ name, ofTruth: probabilitiesOfTruth(predictions) }));
  const rows = sorted[0]?.ofTruth.length ?? 0;
  const sum = new Float64Array(rows);
  const taken: string[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, steps: 0 };
  for (let step = 1; step <= STEPS; step += 1) {
    const distinct = new Set(taken);
    const allowed = sorted.filter(({ name }) => distinct.has(name) || distinct.size < maxMembers);
    const [next] = allowed
      .map((model) => ({ model, loss: lossWith(sum, model.ofTruth, step) }))
      .toSorted((a, b) => a.loss - b.loss);
    if (next === undefined) break;
    taken.push(next.model.name);
    next.model.ofTruth.forEach((probability, row) => {
      sum[row] = (sum[row] ?? 0) + probability;
    });
    if (next.loss < best.loss) best = { loss: next.loss, steps: step };
  }
  const counts = Map.groupBy(taken.slice(0, best.steps), (name) => name);
  return [...counts]
    .map(([name, steps]) => ({ name, weight: steps.length / best.steps }))
    .toSorted((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
}

/** Of the mean of what was summed up in the steps before and of one model more. */
const lossWith = (sum: Float64Array, ofTruth: Float64Array, step: number): number =>
  logLossOf(ofTruth.length, (row) => ((sum[row] ?? 0) + (ofTruth[row] ?? 0)) / step);
