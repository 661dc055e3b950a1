import { figureName } from '../../domain/evaluate/metric-name.ts';
import type { Comparison } from '../../domain/experiment/compare.ts';
import type { Experiment } from '../../domain/experiment/experiment.ts';
import { dollarsText } from '../output/cost.ts';
import { duration, metric, moment, signed } from '../output/numbers.ts';
import { type Column, renderTable } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';

/** Of many figures, those that people look at first; the report and --json have all. */
const SHOWN = ['accuracy', 'macroF1', 'macroF2', 'microF1', 'logLoss'];

/** Runs beside each other: how they ended, what differs in what they were given, and what they measured. */
export function comparisonText(experiments: readonly Experiment[], comparison: Comparison, palette: Palette): string {
  const table = (title: string, rows: readonly (readonly string[])[]): string =>
    rows.length === 0 ? '' : renderTable(columns(title, experiments), rows, palette);
  return [
    table('run', factRows(experiments)),
    table('what differs', differenceRows(comparison)) || 'Nothing that they were given differs.',
    ...comparison.validation.map(({ candidate, figures }) => table(`${candidate} on validation`, figureRows(figures))),
    table('selected on test', [...figureRows(comparison.test), ...decisionRows(experiments)]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const columns = (title: string, experiments: readonly Experiment[]): Column[] => [
  { title },
  ...experiments.map(({ runId }) => ({ title: runId, align: 'right' as const })),
];

const factRows = (experiments: readonly Experiment[]): string[][] => [
  ['outcome', ...experiments.map(({ outcome }) => outcome)],
  ['started', ...experiments.map(({ startedAt }) => moment(startedAt))],
  ['took', ...experiments.map(tookText)],
  ['cost', ...experiments.map(({ cost }) => dollarsText(cost.dollars))],
  ['selected', ...experiments.map(({ selected = '—' }) => selected)],
  ['package', ...experiments.map(({ lineage }) => String(lineage.package?.version ?? '—'))],
];

/** From its first beginning to its end; waiting for a person is in it. */
export const tookText = ({ startedAt, endedAt }: Experiment): string =>
  duration(Date.parse(endedAt) - Date.parse(startedAt));

const differenceRows = ({ differences }: Comparison): string[][] =>
  differences.map(({ name, values }) => [name, ...values.map((value) => (value === null ? '—' : String(value)))]);

const figureRows = (figures: Comparison['test']): string[][] =>
  figures
    .filter((figure) => SHOWN.includes(figure.metric))
    .map(({ metric: name, values }) => [
      figureName(name),
      ...values.map((value) => (value === null ? '—' : metric(value))),
    ]);

/** Against the champion of its own time, by the metric that decided. */
function decisionRows(experiments: readonly Experiment[]): string[][] {
  if (experiments.every(({ decision }) => decision === undefined)) return [];
  const cells = (cell: (decision: NonNullable<Experiment['decision']>) => string): string[] =>
    experiments.map(({ decision }) => (decision === undefined ? '—' : cell(decision)));
  return [
    ['verdict', ...cells(({ verdict }) => verdict)],
    ['decided by', ...cells((decision) => decision.metric)],
    ['against', ...experiments.map(({ test }) => test?.champion.name ?? '—')],
    ['difference', ...cells(({ difference }) => signed(difference))],
    ['interval', ...cells(({ interval: [low, high] }) => `[${signed(low)}, ${signed(high)}]`)],
  ];
}
