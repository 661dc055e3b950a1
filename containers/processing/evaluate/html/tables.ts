import type { EvaluationReport } from '../../../../domain/evaluate/report.ts';
import { fixed, grouped, html, type Markup, percent } from './markup.ts';

const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Every candidate on validation, and the baseline. */
export function candidatesTable(report: EvaluationReport): Markup {
  const rows = report.candidates.map((candidate) => {
    if (candidate.status === 'failed') {
      return html`<tr><td>${candidate.name} <span class="tag bad">failed</span></td><td class="reason" colspan="5">${candidate.reason}</td></tr>`;
    }
    const chosen = candidate.name === report.selected;
    return html`<tr class="${chosen ? 'chosen' : ''}">
      <td>${candidate.name}${chosen ? html`<span class="tag">selected</span>` : ''}</td>
      ${figures(candidate.validation)}<td>${sizeOf(candidate.sizeBytes)}</td></tr>`;
  });
  return html`<section><h2>Candidates on validation</h2>
    <p class="soft small">All candidates meet the same rows; only the best one meets the test rows.</p>
    <div class="scroll"><table><thead><tr><th>Candidate</th><th>Accuracy</th><th>Macro F1</th><th>Macro F2</th><th>Log loss</th><th>Size</th></tr></thead>
    <tbody>${rows}<tr><td class="soft">always “${report.baseline.label}”</td>${figures(report.baseline.validation)}<td>–</td></tr></tbody></table></div></section>`;
}

const figures = (metrics: EvaluationReport['baseline']['test']): Markup =>
  html`<td>${percent(metrics.accuracy)}</td><td>${fixed(metrics.macroF1)}</td><td>${fixed(metrics.macroF2)}</td><td>${fixed(metrics.logLoss)}</td>`;

/** Precision, recall and F of each class, with the champion's recall beside it. */
export function classesTable({ challenger, champion }: EvaluationReport): Markup {
  const rows = challenger.test.perClass.map((one, index) => {
    const other = champion.test.perClass[index]?.recall ?? 0;
    return html`<tr><td>${one.label}</td><td>${grouped(one.support)}</td><td>${percent(one.precision)}</td>
      <td>${percent(one.recall)}</td><td>${percent(other)}</td><td>${fixed(one.f1)}</td><td>${fixed(one.f2)}</td></tr>`;
  });
  return html`<section><h2>Classes</h2><p class="soft small">The challenger on the test rows.</p>
    <div class="scroll"><table><thead><tr><th>Class</th><th>Rows</th><th>Precision</th><th>Recall</th><th>Champion's recall</th><th>F1</th><th>F2</th></tr></thead>
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
