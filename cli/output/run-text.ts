import type { RunRecord } from '../../domain/conclude/run-record.ts';
import type { Palette } from '../terminal/palette.ts';
import { intervalBar } from './interval-bar.ts';
import { count, metric, signed } from './numbers.ts';
import { renderTable } from './table.ts';

type Candidates = NonNullable<RunRecord['candidates']>;
type DecisionSummary = NonNullable<RunRecord['decision']>;
type Dataset = NonNullable<RunRecord['dataset']>;

/**
 * Candidates on the validation split, the baseline below them; a failed one with its reason beside the dashes. The metric
 * that the gate decides by has a column where it is another one.
 */
export function metricsTable(
  candidates: Candidates,
  { baseline, decision }: Pick<RunRecord, 'baseline' | 'decision'>,
  palette: Palette,
): string {
  const isDecidedOtherwise = candidates.some(({ metrics }) => metrics?.deciding !== undefined);
  const figures = (metrics: Candidates[number]['metrics']): string[] => [
    metrics ? metric(metrics.accuracy) : '—',
    metrics ? metric(metrics.macroF1) : '—',
    ...(isDecidedOtherwise ? [metrics?.deciding === undefined ? '—' : metric(metrics.deciding)] : []),
  ];
  const rows = candidates.map(({ name, family, metrics, reason }) => [
    name,
    family,
    ...figures(metrics),
    metrics ? '' : palette.red(reason ?? ''),
  ]);
  if (baseline !== undefined) rows.push(['always', baseline.label || 'no label', ...figures(baseline.metrics), '']);
  return renderTable(
    [
      { title: 'candidate' },
      { title: 'family' },
      { title: 'accuracy', align: 'right' },
      { title: 'macro F1', align: 'right' },
      ...(isDecidedOtherwise ? [{ title: decision?.metric ?? 'deciding', align: 'right' as const }] : []),
      { title: 'on validation' },
    ],
    rows,
    palette,
  );
}

/** What the rules of the trainings found, a line each; empty when that is nothing. */
export const findingsText = (candidates: Candidates, palette: Palette): string =>
  candidates
    .flatMap(({ name, findings = [] }) =>
      findings.map(({ rule, step, message }) => `${palette.bold(name)}  ${rule} at step ${step}: ${message}`),
    )
    .join('\n');

/** The equation that every upload keeps, in words. */
export const countsLine = ({ received, accepted, duplicates, quarantined }: Dataset): string =>
  `${count(received)} received = ${count(accepted)} accepted + ${count(duplicates)} duplicates + ${count(quarantined)} quarantined`;

/** Who won by how much, the interval drawn, what the rows could have shown, and the rules' reasons. */
export function decisionText(decision: DecisionSummary, champion: string, palette: Palette, ascii: boolean): string {
  const { verdict, metric: name, challenger, difference, interval, detectableDifference, reasons } = decision;
  const [low, high] = interval;
  const word = verdict === 'promote' ? palette.green('promote') : palette.red('reject');
  const against = champion === 'baseline' ? 'the majority baseline' : `package ${champion}`;
  const bar = intervalBar({ estimate: difference, interval }, { ascii, width: 35 });
  return [
    `${palette.bold(word)}  ${name} on test ${metric(challenger)} against ${metric(decision.champion)} of ${against}: ${signed(difference)}`,
    `  worse ${bar} better   interval [${signed(low)}, ${signed(high)}]`,
    palette.dim(
      `  so many rows would have shown a difference of ${metric(detectableDifference)} in four of five cases`,
    ),
    ...reasons.map((reason) => `  ${palette.dim('·')} ${reason}`),
  ].join('\n');
}
