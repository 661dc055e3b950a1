import { decidingFigure, decidingMetricSchema } from '../evaluate/deciding-metric.ts';
import type { EvaluationReport, Metrics } from '../evaluate/report.ts';
import type { Decision } from './decision.ts';

/** A row of the catalog's table `evaluations`; its columns are these members. */
export interface EvaluationRow {
  readonly run_id: string;
  readonly dataset_version: number;
  readonly candidate: string;
  readonly family: string;
  readonly split: 'validation' | 'test';
  readonly accuracy: number;
  readonly macro_f1: number;
  /** What the gate decides by, and what the candidate comes to by it; null where the split lacks the class that it is about. */
  readonly deciding_metric: string;
  readonly deciding: number | null;
  /** The run's decision, on the row of the challenger's test; null on every other. */
  readonly verdict: Decision['verdict'] | null;
}

/** What a run adds to the history of evaluations: each evaluated candidate on validation, the best one also on test. */
export function evaluationRows(report: EvaluationReport, { verdict, metric }: Decision): EvaluationRow[] {
  const deciding = decidingMetricSchema.parse(metric);
  const row = (
    { name, family }: { name: string; family: string },
    split: EvaluationRow['split'],
    metrics: Metrics,
  ): EvaluationRow => ({
    run_id: report.runId,
    dataset_version: report.dataset.version,
    candidate: name,
    family,
    split,
    accuracy: metrics.accuracy,
    macro_f1: metrics.macroF1,
    deciding_metric: metric,
    deciding: finiteOrNull(decidingFigure(deciding, metrics)),
    verdict: split === 'test' ? verdict : null,
  });
  const evaluated = report.candidates.filter((candidate) => candidate.status === 'evaluated');
  return evaluated.flatMap((candidate) => [
    row(candidate, 'validation', candidate.validation),
    ...(candidate.name === report.selected ? [row(candidate, 'test', report.challenger.test)] : []),
  ]);
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
