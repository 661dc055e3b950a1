import { bestTrial, type TuningReport } from '../../domain/tune/report.ts';
import type { Palette } from '../terminal/palette.ts';
import { csvOf } from './csv.ts';
import { duration, metric } from './numbers.ts';
import { renderTable } from './table.ts';

/** More are in the artifact, and under --json. */
const SHOWN = 10;

/** The best trials of a tuning job, best first, each candidate's own best one in bold. */
export function trialsText(report: TuningReport, palette: Palette): string {
  const ordered = bestFirst(report);
  const rows = ordered
    .slice(0, SHOWN)
    .map((trial) => [
      isBest(report, trial) ? palette.bold(trial.candidate) : trial.candidate,
      trial.objective === undefined ? '—' : metric(trial.objective),
      trial.seconds === undefined ? '—' : duration(trial.seconds * 1000),
      trial.status === 'Completed'
        ? settings(trial.hyperparameters)
        : palette.red(trial.reason ?? trial.status.toLowerCase()),
    ]);
  const table = renderTable(
    [
      { title: 'tuned' },
      { title: report.objective.metric, align: 'right' },
      { title: 'took', align: 'right' },
      { title: `the best of ${ordered.length} trials of ${report.jobName}` },
    ],
    rows,
    palette,
  );
  const parents = report.startedFrom ?? [];
  return parents.length === 0 ? table : `${table}\nstarted from ${parents.join(', ')}`;
}

/** All trials for a spreadsheet. */
export function trialsCsv(report: TuningReport): string {
  const names = [...new Set(report.trials.flatMap(({ hyperparameters }) => Object.keys(hyperparameters)))].sort();
  return csvOf(
    ['candidate', 'trial', 'status', report.objective.metric, 'best', 'seconds', ...names],
    report.trials.map((trial) => [
      trial.candidate,
      trial.jobName,
      trial.status,
      String(trial.objective ?? ''),
      isBest(report, trial) ? 'yes' : '',
      String(trial.seconds ?? ''),
      ...names.map((name) => trial.hyperparameters[name] ?? ''),
    ]),
  );
}

type Trial = TuningReport['trials'][number];

const isBest = ({ objective, trials }: TuningReport, { candidate, jobName }: Trial): boolean =>
  bestTrial(candidate, objective.direction, trials)?.jobName === jobName;

const settings = (hyperparameters: Trial['hyperparameters']): string =>
  Object.entries(hyperparameters)
    .map(([name, value]) => `${name} ${shortened(value)}`)
    .join(', ');

/** Four digits tell trials apart. */
const shortened = (value: string): string =>
  /^-?\d+\.\d{4,}/.test(value) ? String(Number(Number(value).toPrecision(4))) : value;

function bestFirst({ trials, objective }: TuningReport): Trial[] {
  const sign = objective.direction === 'maximize' ? -1 : 1;
  const rank = (trial: Trial): number =>
    trial.objective === undefined ? Number.POSITIVE_INFINITY : sign * trial.objective;
  return [...trials].sort((left, right) => Number(rank(left) > rank(right)) - Number(rank(left) < rank(right)));
}
