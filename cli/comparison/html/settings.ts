import type { Comparison } from '../../../domain/experiment/compare.ts';
import type { Experiment } from '../../../domain/experiment/experiment.ts';
import { html, type Markup } from '../../../domain/html/markup.ts';
import { runMark } from './run-colours.ts';

/** What the runs were not given alike: data, parameters, code and packages. */
export function settingsSection(experiments: readonly Experiment[], { differences }: Comparison): Markup {
  const head = experiments.map(({ runId }, place) => html`<th>${runMark(runId, place)}</th>`);
  const rows = differences.map(
    ({ name, values }) =>
      html`<tr><td>${name}</td>${values.map((value) => (value === null ? html`<td class="soft">–</td>` : html`<td><code>${String(value)}</code></td>`))}</tr>`,
  );
  return html`<section><h2>What differs</h2>
    <p class="soft small">Of data, parameters, code and packages; what is the same in all of these runs is left out.</p>
    ${
      rows.length === 0
        ? html`<p>Nothing: the runs were given the same.</p>`
        : html`<div class="scroll"><table><thead><tr><th>Setting</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
    }</section>`;
}
