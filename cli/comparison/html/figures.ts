import { figureName } from '../../../domain/evaluate/metric-name.ts';
import type { Comparison, FigureRow } from '../../../domain/experiment/compare.ts';
import type { Experiment } from '../../../domain/experiment/experiment.ts';
import { fixed, html, type Markup } from '../../../domain/html/markup.ts';
import { colourOf, runMark } from './run-colours.ts';

/** Shares can be drawn as bars; what lies outside them only stands there. */
const isShare = ({ metric, values }: FigureRow): boolean =>
  metric !== 'rows' && values.every((value) => value === null || (value >= 0 && value <= 1));

/** Of these less is better. */
const LOSSES = ['logLoss', 'calibrationError', 'hammingLoss'];

/** Every candidate on its run's validation split. */
export const validationSections = (experiments: readonly Experiment[], { validation }: Comparison): Markup[] =>
  validation.map(
    ({ candidate, figures }) => html`<section><h2>${candidate} on validation</h2>
    <p class="soft small">On the validation split of each run's own dataset; the best figure of a row is bold.</p>
    ${figuresTable(experiments, figures)}</section>`,
  );

/** What the candidates that were selected came to on test. */
export function testSection(experiments: readonly Experiment[], { test }: Comparison): Markup {
  if (test.length === 0) return html``;
  return html`<section><h2>Selected candidates on test</h2>
    <p class="soft small">On the test split of each run's own dataset; runs whose dataset is the same met the same rows. “Deciding” is the metric that each run's gate went by.</p>
    ${figuresTable(experiments, test)}</section>`;
}

function figuresTable(experiments: readonly Experiment[], figures: readonly FigureRow[]): Markup {
  const head = experiments.map(({ runId }, place) => html`<th>${runMark(runId, place)}</th>`);
  const rows = figures.map((figure) => {
    const best = bestOf(figure);
    const cells = figure.values.map((value, place) => {
      if (value === null) return html`<td class="soft">–</td>`;
      const bar = isShare(figure)
        ? html`<div class="bar"><i style="width:${(value * 100).toFixed(1)}%;background:${colourOf(place)}"></i></div>`
        : '';
      const text = figure.metric === 'rows' ? String(value) : fixed(value);
      return html`<td>${value === best ? html`<b>${text}</b>` : text}${bar}</td>`;
    });
    return html`<tr><td>${figureName(figure.metric)}</td>${cells}</tr>`;
  });
  return html`<div class="scroll"><table class="figures"><thead><tr><th>Metric</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Undefined where there is nothing to be better than. */
function bestOf({ metric, values }: FigureRow): number | undefined {
  const known = values.filter((value) => value !== null);
  if (metric === 'rows' || new Set(known).size < 2) return undefined;
  return LOSSES.includes(metric) ? Math.min(...known) : Math.max(...known);
}
