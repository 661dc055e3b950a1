import type { Experiment } from '../../../domain/experiment/experiment.ts';
import { html, type Markup } from '../../../domain/html/markup.ts';
import { dollarsText } from '../../output/cost.ts';
import { moment } from '../../output/numbers.ts';
import { tookText } from '../text.ts';
import { colourOf, runMark } from './run-colours.ts';

/** What each run came to, what it took and what it cost. */
export function overview(experiments: readonly Experiment[]): Markup {
  const longest = Math.max(...experiments.map(millisecondsOf), 1);
  const dearest = Math.max(...experiments.map(({ cost }) => cost.dollars), 0.0001);
  const rows = experiments.map((experiment, place) => {
    const { runId, outcome, startedAt, selected = '–', lineage, cost } = experiment;
    const bad = outcome === 'deployed' ? '' : ' bad';
    return html`<tr><td>${runMark(runId, place)}<span class="tag${bad}">${outcome}</span></td><td>${moment(startedAt)}</td>
      <td>${lineage.dataset === undefined ? '–' : datasetName(lineage.dataset)}</td><td>${selected}</td>
      <td>${tookText(experiment)}${bar(millisecondsOf(experiment) / longest, place)}</td>
      <td>${dollarsText(cost.dollars)}${bar(cost.dollars / dearest, place)}</td></tr>`;
  });
  return html`<section><h2>Runs</h2>
    <p class="soft small">Duration from the first beginning to the end, a person's decision included. Cost of all jobs at on-demand prices, less what spot machines saved.</p>
    <div class="scroll"><table><thead><tr><th>Run</th><th>Started</th><th>Dataset</th><th>Selected</th><th>Duration</th><th>Cost</th></tr></thead>
    <tbody>${rows}</tbody></table></div></section>`;
}

const millisecondsOf = ({ startedAt, endedAt }: Experiment): number => Date.parse(endedAt) - Date.parse(startedAt);

/** A try's dataset is no version. */
const datasetName = ({ id, version }: NonNullable<Experiment['lineage']['dataset']>): Markup =>
  html`${version === 0 ? "a try's" : `version ${version}`} <code>${id.slice(0, 12)}</code>`;

const bar = (share: number, place: number): Markup =>
  html`<div class="bar"><i style="width:${(share * 100).toFixed(1)}%;background:${colourOf(place)}"></i></div>`;
