import { decidingFigure, decidingLabel } from '../../../../domain/evaluate/deciding-metric.ts';
import { metricName } from '../../../../domain/evaluate/metric-name.ts';
import type { EnsembleResult, EvaluationReport, Metrics } from '../../../../domain/evaluate/report.ts';
import { fixed, grouped, html, type Markup, percent } from '../../../../domain/html/markup.ts';
import type { GateConfig } from '../../../../domain/workload/gate.ts';
import { baselineName } from './contest.ts';

const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Every candidate on validation, and the baseline; with the deciding metric where that is of one class. */
export function candidatesTable(report: EvaluationReport, { metric }: GateConfig): Markup {
  const decides = decidingLabel(metric) !== undefined;
  const figures = (metrics: Metrics): Markup =>
    html`${decides ? html`<td>${fixed(decidingFigure(metric, metrics))}</td>` : ''}<td>${percent(metrics.accuracy)}</td>
      <td>${fixed(metrics.macroF1)}</td><td>${fixed(metrics.macroF2)}</td><td>${fixed(metrics.logLoss)}</td>`;
  const rows = report.candidates.map((candidate) => {
    const { name, family } = candidate;
    if (candidate.status === 'failed') {
      return html`<tr><td>${name} <span class="tag bad">failed</span></td><td>${family}</td><td class="reason" colspan="${decides ? 6 : 5}">${candidate.reason}</td></tr>`;
    }
    const chosen = name === report.selected;
    return html`<tr class="${chosen ? 'chosen' : ''}">
      <td>${name}${chosen ? html`<span class="tag">selected</span>` : ''}</td><td>${family}</td>
      ${figures(candidate.validation)}<td>${sizeOf(candidate.sizeBytes)}</td></tr>`;
  });
  const deciding = decides ? html`<th>${metricName(metric)}</th>` : '';
  return html`<section><h2>Candidates on validation</h2>
    <p class="soft small">All candidates meet the same rows; only the best one meets the test rows.</p>
    <div class="scroll"><table><thead><tr><th>Candidate</th><th>Family</th>${deciding}<th>Accuracy</th><th>Macro F1</th><th>Macro F2</th><th>Log loss</th><th>Size</th></tr></thead>
    <tbody>${rows}<tr><td class="soft">${baselineName(report)}</td><td>–</td>${figures(report.baseline.validation)}<td>–</td></tr></tbody></table></div>
    ${report.ensemble ? ensembleNote(report.ensemble) : ''}</section>`;
}

function ensembleNote(ensemble: EnsembleResult): Markup {
  const names = ensemble.members.map(({ name, weight }) => `${name} (${fixed(weight, 2)})`).join(', ');
  if (ensemble.status === 'failed') {
    return html`<p class="soft small">An ensemble of ${names} is no candidate: ${ensemble.reason}</p>`;
  }
  const { figure, bestFigure, p50Ms, bestP50Ms, taken } = ensemble;
  return html`<p class="soft small">An ensemble of ${names} comes to ${fixed(figure)} by the deciding metric and takes ${fixed(p50Ms)} ms for a text, the best single candidate to ${fixed(bestFigure)} in ${fixed(bestP50Ms)} ms, ${taken ? 'so that it is a candidate' : 'which is not worth it'}.</p>`;
}

/** Precision, recall and F of each class on the test rows: of the challenger, the champion and the baseline. */
export function classesTable(report: EvaluationReport): Markup {
  const { challenger, champion, baseline } = report;
  const models = [
    { name: challenger.name, kind: 'chosen', metrics: challenger.test },
    ...(champion.kind === 'package' ? [{ name: champion.name, kind: '', metrics: champion.test }] : []),
    { name: baselineName(report), kind: 'soft', metrics: baseline.test },
  ];
  const rows = challenger.test.perClass.flatMap(({ label, support }) =>
    models.map(({ name, kind, metrics }, place) => {
      const one = metrics.perClass.find((other) => other.label === label);
      const cells =
        one &&
        html`<td>${percent(one.precision)}</td><td>${percent(one.recall)}</td><td>${fixed(one.f1)}</td><td>${fixed(one.f2)}</td>`;
      const first = place === 0;
      return html`<tr class="${kind}"><td>${first ? label : ''}</td><td>${first ? grouped(support) : ''}</td><td>${name}</td>${cells ?? ''}</tr>`;
    }),
  );
  return html`<section><h2>Classes</h2><p class="soft small">Each class on the test rows; F2 weighs recall four times as much as precision.</p>
    <div class="scroll"><table><thead><tr><th>Class</th><th>Rows</th><th>Model</th><th>Precision</th><th>Recall</th><th>F1</th><th>F2</th></tr></thead>
    <tbody>${rows}</tbody></table></div></section>`;
}

/** Accuracy by text length and by upload. */
export function slicesTable({ slices }: EvaluationReport): Markup {
  const rows = slices.map(
    ({
      slice,
      rows: count,
      accuracy,
    }) => html`<tr><td>${slice}</td><td>${grouped(count)}</td><td>${percent(accuracy)}</td>
      <td class="wide"><div class="bar"><i style="width:${(accuracy * 100).toFixed(1)}%"></i></div></td></tr>`,
  );
  return html`<section><h2>Slices</h2><p class="soft small">Accuracy by text length and by the upload a row came from.</p>
    <div class="scroll"><table><thead><tr><th>Slice</th><th>Rows</th><th>Accuracy</th><th></th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** Single-text latency. */
export function latencyTable({ latency, challenger, champion }: EvaluationReport): Markup {
  const row = (name: string, p50: number, p99: number): Markup =>
    html`<tr><td>${name}</td><td>${fixed(p50)} ms</td><td>${fixed(p99)} ms</td></tr>`;
  const other =
    latency.championP50Ms === undefined || latency.championP99Ms === undefined
      ? []
      : [row(champion.name, latency.championP50Ms, latency.championP99Ms)];
  return html`<section><h2>Latency</h2>
    <p class="soft small">One text at a time in the inference core, measured alternately in one process, ${latency.samples} texts.</p>
    <table><thead><tr><th>Model</th><th>p50</th><th>p99</th></tr></thead>
    <tbody>${[row(challenger.name, latency.challengerP50Ms, latency.challengerP99Ms), ...other]}</tbody></table></section>`;
}
