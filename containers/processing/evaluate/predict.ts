import { alignLabels, type Predictions } from '../../../domain/evaluate/predictions.ts';
import type { Task } from '../../../domain/labels/task.ts';
import type { EvaluatedModel } from './model.ts';
import type { EvaluationRow } from './rows.ts';

const BATCH = 64;

/** A model's probabilities on rows, in the order of the dataset's labels. */
export async function predict(
  model: EvaluatedModel,
  rows: readonly EvaluationRow[],
  labels: readonly string[],
): Promise<Predictions> {
  const probabilities = new Float32Array(rows.length * labels.length);
  const task = taskOfModel(model);
  const same = model.labels.join('\n') === labels.join('\n');
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH).map((row) => row.text);
    for (const [index, row] of (await model.probabilities(batch)).entries()) {
      probabilities.set(same ? row : alignLabels(row, model.labels, labels, task), (from + index) * labels.length);
    }
  }
  const predictions = { truth: Int32Array.from(rows, (row) => row.label), probabilities, labels: labels.length };
  const { thresholds } = model;
  if (thresholds === undefined) return predictions;
  // A label that the model does not know has no probability, and no threshold lies there.
  return { ...predictions, thresholds: labels.map((label) => thresholds[model.labels.indexOf(label)] ?? 1) };
}

/** What a model says of a text: one label, or any number of them. */
export const taskOfModel = ({ thresholds }: Pick<EvaluatedModel, 'thresholds'>): Task =>
  thresholds === undefined ? 'single-label' : 'multi-label';
