import { countsOf } from '../evaluate/counts.ts';
import { decidingFigure, decidingScore } from '../evaluate/deciding-metric.ts';
import {
  type EvaluationReport,
  type Metrics,
  type PairedPredictions,
  type PairedSet,
  taskOf,
} from '../evaluate/report.ts';
import type { Task } from '../labels/task.ts';
import type { GateConfig } from '../workload/gate.ts';
import { type Difference, pairedBootstrap } from './paired-bootstrap.ts';

/** Everything that a rule may look at. */
export interface Evidence {
  readonly report: EvaluationReport;
  readonly paired: PairedPredictions;
  readonly gate: GateConfig;
  /** On the new version's test rows. */
  readonly test: Difference;
  /** On the champion's own test rows; undefined when there are none. */
  readonly ownRows: Difference | undefined;
}

const TOLERANCE = 1e-9;

/** Measures the differences that the rules judge. The two files must be consistent (`inconsistencies` gives none). */
export function gatherEvidence(report: EvaluationReport, paired: PairedPredictions, gate: GateConfig): Evidence {
  const options = {
    score: decidingScore(gate.metric, paired.labels),
    task: taskOf(paired),
    labels: paired.labels.length,
    confidence: gate.confidence,
    samples: gate.bootstrapSamples,
    seed: gate.seed,
  };
  return {
    report,
    paired,
    gate,
    test: pairedBootstrap(paired.test, options),
    ownRows: paired.ownRows && pairedBootstrap(paired.ownRows, options),
  };
}

/** What makes the evaluation no ground for a decision: rows that are missing, do not match, or do not give the report's figures. */
export function inconsistencies(report: EvaluationReport, paired: PairedPredictions, gate: GateConfig): string[] {
  const problems: string[] = [];
  const task = taskOf(paired);
  const score = decidingScore(gate.metric, paired.labels);
  const figure = (metrics: Metrics | undefined): number | undefined => metrics && decidingFigure(gate.metric, metrics);
  if (report.labels.join('\n') !== paired.labels.join('\n'))
    problems.push('the labels of report and predictions differ');
  if (taskOf(report) !== task) problems.push('report and predictions are of different tasks');
  const check = (set: PairedSet, name: string, challenger: number | undefined, champion: number | undefined): void => {
    const problem = setProblem(set, task, paired.labels.length);
    if (problem !== undefined) {
      problems.push(`${name}: ${problem}`);
      return;
    }
    const metric = (predicted: readonly number[]): number =>
      score(countsOf(task, set.truth, predicted, paired.labels.length));
    for (const [who, predicted, reported] of [
      ['challenger', set.challenger, challenger],
      ['champion', set.champion, champion],
    ] as const) {
      const what = `${name}: the ${who}'s ${gate.metric}`;
      if (!Number.isFinite(reported)) problems.push(`${what} is missing or no number`);
      else if (!equal(metric(predicted), reported)) problems.push(`${what} is not the report's`);
    }
  };
  check(paired.test, 'test', figure(report.challenger.test), figure(report.champion.test));
  if (paired.ownRows !== undefined) {
    check(paired.ownRows, 'own rows', figure(report.challenger.ownRows), figure(report.champion.ownRows));
  } else if (report.champion.ownRows !== undefined || report.challenger.ownRows !== undefined) {
    problems.push('own rows: the predictions are missing');
  }
  const newRows = paired.newRows && setProblem(paired.newRows, task, paired.labels.length);
  if (newRows !== undefined) problems.push(`new rows: ${newRows}`);
  return problems;
}

function setProblem(set: PairedSet, task: Task, labels: number): string | undefined {
  const size = set.truth.length;
  if (size === 0) return 'there are no rows';
  if (set.challenger.length !== size || set.champion.length !== size) return 'the lists have different lengths';
  const codes = task === 'single-label' ? labels : 2 ** labels;
  const known = (code: number): boolean => Number.isInteger(code) && code >= 0 && code < codes;
  return [set.truth, set.challenger, set.champion].every((list) => list.every(known))
    ? undefined
    : 'a label index is out of range';
}

function equal(measured: number, reported: number | undefined): boolean {
  return reported !== undefined && Math.abs(measured - reported) <= TOLERANCE;
}
