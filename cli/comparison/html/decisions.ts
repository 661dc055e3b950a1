import type { Experiment } from '../../../domain/experiment/experiment.ts';
import { html, type Markup, points } from '../../../domain/html/markup.ts';
import { colourOf, runMark } from './run-colours.ts';

const WIDTH = 320;
const HEIGHT = 24;

/** Challenger minus champion of each run, with its interval on one scale whose middle is no difference. */
export function decisionsSection(experiments: readonly Experiment[]): Markup {
  const reach = 1.1 * Math.max(0.001, ...experiments.flatMap(({ decision }) => decision?.interval.map(Math.abs) ?? []));
  const rows = experiments.flatMap(({ runId, decision, test }, place) => {
    if (decision === undefined) return [];
    const { verdict, metric, difference, interval, reasons } = decision;
    return [
      html`<tr><td>${runMark(runId, place)}<span class="tag${verdict === 'promote' ? '' : ' bad'}">${verdict}</span></td>
      <td>${metric}</td><td>${test?.champion.name ?? '–'}</td><td>${points(difference)}</td>
      <td class="wide">${intervalPlot(difference, interval, reach, colourOf(place))}</td></tr>
      <tr class="reasons"><td colspan="5" class="soft small">${reasons.join('; ')}</td></tr>`,
    ];
  });
  if (rows.length === 0) return html``;
  return html`<section><h2>Decisions</h2>
    <p class="soft small">What the challenger gained over the champion of its own time on test, with the interval at the gate's confidence. Left of the line it got worse.</p>
    <div class="scroll"><table><thead><tr><th>Run</th><th>Metric</th><th>Against</th><th>Difference</th><th></th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function intervalPlot(estimate: number, [low, high]: readonly [number, number], reach: number, colour: string): Markup {
  const x = (value: number): string => ((WIDTH * (1 + value / reach)) / 2).toFixed(1);
  const middle = HEIGHT / 2;
  return html`<svg class="interval" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="from ${points(low)} to ${points(high)}">
    <line x1="${x(0)}" x2="${x(0)}" y1="0" y2="${HEIGHT}" stroke="var(--other)" stroke-dasharray="3 3"/>
    <line x1="${x(low)}" x2="${x(high)}" y1="${middle}" y2="${middle}" stroke="${colour}" stroke-width="2"/>
    <circle cx="${x(estimate)}" cy="${middle}" r="4.5" fill="${colour}"/><title>${points(low)} to ${points(high)}</title></svg>`;
}
