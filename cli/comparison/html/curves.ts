import { lineChart, type Series } from '../../../domain/html/line-chart.ts';
import { lossSeries } from '../../../domain/html/loss-series.ts';
import { html, type Markup } from '../../../domain/html/markup.ts';
import type { ComparedRun } from '../compared-run.ts';
import { colourOf, runMark } from './run-colours.ts';

/** The losses of each candidate over the steps of its trainings, all runs in one plot. */
export function curvesSection(runs: readonly ComparedRun[]): Markup {
  const candidates = [...new Set(runs.flatMap(({ trainings }) => trainings.map(({ candidate }) => candidate)))];
  if (candidates.length === 0) return html``;
  const legend = runs.map(({ experiment }, place) => html`<span>${runMark(experiment.runId, place)}</span>`);
  const plots = candidates.map(
    (candidate) =>
      html`<div><h3>${candidate}</h3>${lineChart({
        label: `Learning curves of ${candidate}`,
        caption: html`train loss, and validation loss dashed, over steps`,
        series: runs.flatMap((run, place) => seriesOf(run, candidate, colourOf(place))),
      })}</div>`,
  );
  return html`<section><h2>Learning curves</h2><p class="facts small">${legend}</p><div class="pair">${plots}</div></section>`;
}

const seriesOf = ({ experiment, trainings }: ComparedRun, candidate: string, colour: string): Series[] =>
  trainings
    .filter((one) => one.candidate === candidate)
    .flatMap(({ training }) =>
      lossSeries(training, {
        train: { name: `${experiment.runId} train loss`, colour },
        validation: { name: `${experiment.runId} validation loss`, colour },
      }),
    );
