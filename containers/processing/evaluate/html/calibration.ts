import { type EvaluationReport, taskOf } from '../../../../domain/evaluate/report.ts';
import { fixed, grouped, html, type Markup, percent } from '../../../../domain/html/markup.ts';
import type { Task } from '../../../../domain/labels/task.ts';

const SIZE = 300;
const LEFT = 40;
const TOP = 10;
const WIDTH = LEFT + SIZE + 16;
const HEIGHT = TOP + SIZE + 40;

const x = (share: number): string => (LEFT + share * SIZE).toFixed(1);
const y = (share: number): string => (TOP + (1 - share) * SIZE).toFixed(1);

const MEANINGS: Readonly<Record<Task, string>> = {
  'single-label': 'How often the challenger is right against how sure it is, in per cent.',
  'multi-label':
    'How often a label is there against the probability that the challenger gives it, in per cent; each label of each row counts.',
};

/** Reliability diagram: a bin's accuracy over its mean confidence, the size of a dot by its rows. */
export function calibrationPlot(report: EvaluationReport): Markup {
  const { calibration, challenger } = report;
  const bins = calibration.filter((bin) => bin.rows > 0);
  const most = Math.max(1, ...bins.map((bin) => bin.rows));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) => html`<line x1="${x(0)}" x2="${x(1)}" y1="${y(share)}" y2="${y(share)}" stroke="var(--line)"/>
      <text x="${LEFT - 8}" y="${Number(y(share)) + 4}" text-anchor="end">${share * 100}</text>
      <text x="${x(share)}" y="${TOP + SIZE + 18}" text-anchor="middle">${share * 100}</text>`,
  );
  const dots = bins.map(
    (
      bin,
    ) => html`<circle cx="${x(bin.meanConfidence)}" cy="${y(bin.accuracy)}" r="${(3 + 7 * Math.sqrt(bin.rows / most)).toFixed(1)}"
      fill="var(--accent)" fill-opacity="0.85"><title>${grouped(bin.rows)} rows: confidence ${percent(bin.meanConfidence)}, right ${percent(bin.accuracy)}</title></circle>`,
  );
  const path = bins.map((bin) => `${x(bin.meanConfidence)},${y(bin.accuracy)}`).join(' ');
  return html`<section><h2>Calibration</h2>
    <p class="soft small">${MEANINGS[taskOf(report)]} On the dashed line it is exactly as sure as it should be. Expected calibration error ${fixed(challenger.test.calibrationError)}.</p>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="Calibration plot">
      ${ticks}<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="var(--other)" stroke-dasharray="4 4"/>
      <polyline points="${path}" fill="none" stroke="var(--accent)" stroke-width="2"/>${dots}
      <text x="${x(0.5)}" y="${HEIGHT - 4}" text-anchor="middle">confidence</text>
      <text x="${x(0.015)}" y="${TOP + 12}">right</text>
    </svg></section>`;
}
