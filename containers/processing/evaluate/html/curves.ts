import type { ReadTraining } from '../../../../domain/evaluate/training-report.ts';
import { fixed, grouped, html, type Markup } from './markup.ts';

const LEFT = 44;
const TOP = 12;
const PLOT_WIDTH = 360;
const PLOT_HEIGHT = 190;
const WIDTH = LEFT + PLOT_WIDTH + 16;
const HEIGHT = TOP + PLOT_HEIGHT + 40;
const TICKS = 4;

/** Train and validation loss over the steps. */
export function learningCurves({ trainLoss, validation }: ReadTraining): Markup {
  const all = [...trainLoss, ...validation];
  const last = Math.max(1, ...all.map(({ step }) => step));
  const top = roundedUp(Math.max(...all.map(({ loss }) => loss)));
  const x = (step: number): string => (LEFT + (step / last) * PLOT_WIDTH).toFixed(1);
  const y = (loss: number): string => (TOP + (1 - loss / top) * PLOT_HEIGHT).toFixed(1);
  const line = (points: readonly { step: number; loss: number }[]): string =>
    points.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(' ');
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => (index * top) / TICKS).map(
    (loss) => html`<line x1="${x(0)}" x2="${x(last)}" y1="${y(loss)}" y2="${y(loss)}" stroke="var(--line)"/>
      <text x="${LEFT - 8}" y="${Number(y(loss)) + 4}" text-anchor="end">${fixed(loss, 2)}</text>`,
  );
  const dots = validation.map(
    ({ step, loss, accuracy }) => html`<circle cx="${x(step)}" cy="${y(loss)}" r="4" fill="var(--bad)">
      <title>step ${grouped(step)}: validation loss ${fixed(loss)}${accuracy === undefined ? '' : `, accuracy ${fixed(accuracy)}`}</title></circle>`,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="Learning curves">
      ${ticks}<polyline points="${line(trainLoss)}" fill="none" stroke="var(--accent)" stroke-width="1.5"/>
      <polyline points="${line(validation)}" fill="none" stroke="var(--bad)" stroke-width="1.5" stroke-dasharray="4 4"/>${dots}
      <text x="${x(0)}" y="${TOP + PLOT_HEIGHT + 18}" text-anchor="middle">0</text>
      <text x="${x(last)}" y="${TOP + PLOT_HEIGHT + 18}" text-anchor="middle">${grouped(last)}</text>
      <text x="${x(last / 2)}" y="${HEIGHT - 6}" text-anchor="middle"><tspan fill="var(--accent)">train</tspan> and <tspan fill="var(--bad)">validation</tspan> loss over steps</text>
    </svg>`;
}

/** To one, two or five times a power of ten. */
function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power;
}
