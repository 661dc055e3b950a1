import { decidingFigure } from '../../../../domain/evaluate/deciding-metric.ts';
import { metricName } from '../../../../domain/evaluate/metric-name.ts';
import { type EvaluationReport, taskOf } from '../../../../domain/evaluate/report.ts';
import { grouped, html, type Markup, percent, points } from '../../../../domain/html/markup.ts';
import { namesIn } from '../../../../domain/labels/label-set.ts';
import type { GateConfig } from '../../../../domain/workload/gate.ts';

/** The head of the page: challenger against champion by the deciding metric. */
export function contest(report: EvaluationReport, gate: GateConfig): Markup {
  const { challenger, champion } = report;
  const difference = decidingFigure(gate.metric, challenger.test) - decidingFigure(gate.metric, champion.test);
  const name = champion.kind === 'baseline' ? `${baselineName(report)} (nothing is live yet)` : champion.name;
  return html`<section class="contest-card">
    <div class="contest">
      <div><p class="soft">Challenger · ${challenger.name}</p>
        <p class="figure">${percent(decidingFigure(gate.metric, challenger.test))}</p></div>
      <div class="gap">${points(difference)}</div>
      <div class="champion"><p class="soft">Champion · ${name}</p>
        <p class="figure">${percent(decidingFigure(gate.metric, champion.test))}</p></div>
    </div>
    <div class="facts small">
      <span><span class="soft">metric</span> ${metricName(gate.metric)} on ${grouped(challenger.test.rows)} test rows</span>
      ${ownRows(report, gate)}
      <span><span class="soft">majority baseline</span> ${percent(decidingFigure(gate.metric, report.baseline.test))}</span>
      ${multiLabelFacts(report)}<span><span class="soft">log loss</span> ${challenger.test.logLoss.toFixed(3)} against ${champion.test.logLoss.toFixed(3)}</span>
    </div>
  </section>`;
}

/** What the baseline does: `always “negative”`, or of a set `always “bug” and “praise”`. */
export function baselineName(report: EvaluationReport): string {
  if (taskOf(report) === 'single-label') return `always “${report.baseline.label}”`;
  const names = namesIn(report.baseline.label);
  return names.length === 0 ? 'never a label' : `always ${names.map((name) => `“${name}”`).join(' and ')}`;
}

function multiLabelFacts({ challenger: { test }, champion }: EvaluationReport): Markup {
  if (!('hammingLoss' in test && 'hammingLoss' in champion.test)) return html``;
  return html`<span><span class="soft">micro F1</span> ${percent(test.microF1)} against ${percent(champion.test.microF1)}</span>
      <span><span class="soft">Hamming loss</span> ${test.hammingLoss.toFixed(3)} against ${champion.test.hammingLoss.toFixed(3)}</span>`;
}

function ownRows({ challenger, champion }: EvaluationReport, gate: GateConfig): Markup {
  if (challenger.ownRows === undefined || champion.ownRows === undefined) return html``;
  const pair = `${percent(decidingFigure(gate.metric, challenger.ownRows))} against ${percent(decidingFigure(gate.metric, champion.ownRows))}`;
  return html`<span><span class="soft">champion's own ${grouped(champion.ownRows.rows)} test rows</span> ${pair}</span>`;
}
