import type { EvaluationReport } from '../../../../domain/evaluate/report.ts';
import type { GateConfig } from '../../../../domain/workload/gate.ts';
import { grouped, html, type Markup, percent, points } from './markup.ts';

const METRIC_NAMES = { accuracy: 'accuracy', macroF1: 'macro F1', macroF2: 'macro F2' } as const;

export const metricName = (metric: GateConfig['metric']): string => METRIC_NAMES[metric];

/** The head of the page: challenger against champion by the deciding metric. */
export function contest(report: EvaluationReport, gate: GateConfig): Markup {
  const { challenger, champion } = report;
  const difference = challenger.test[gate.metric] - champion.test[gate.metric];
  const name = champion.kind === 'baseline' ? `always “${report.baseline.label}” (nothing is live yet)` : champion.name;
  return html`<section class="contest-card">
    <div class="contest">
      <div><p class="soft">Challenger · ${challenger.name}</p>
        <p class="figure">${percent(challenger.test[gate.metric])}</p></div>
      <div class="gap">${points(difference)}</div>
      <div class="champion"><p class="soft">Champion · ${name}</p>
        <p class="figure">${percent(champion.test[gate.metric])}</p></div>
    </div>
    <div class="facts small">
      <span><span class="soft">metric</span> ${metricName(gate.metric)} on ${grouped(challenger.test.rows)} test rows</span>
      ${ownRows(report, gate)}
      <span><span class="soft">majority baseline</span> ${percent(report.baseline.test[gate.metric])}</span>
      <span><span class="soft">log loss</span> ${challenger.test.logLoss.toFixed(3)} against ${champion.test.logLoss.toFixed(3)}</span>
    </div>
  </section>`;
}

function ownRows({ challenger, champion }: EvaluationReport, gate: GateConfig): Markup {
  if (challenger.ownRows === undefined || champion.ownRows === undefined) return html``;
  const pair = `${percent(challenger.ownRows[gate.metric])} against ${percent(champion.ownRows[gate.metric])}`;
  return html`<span><span class="soft">champion's own ${grouped(champion.ownRows.rows)} test rows</span> ${pair}</span>`;
}
