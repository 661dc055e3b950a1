import { fixed, grouped, html, type Markup } from './markup.ts';

export interface Series {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly dashed: boolean;
  /** Marks each point; its title has the point's note. @default false */
  readonly dots?: boolean;
  readonly points: readonly { readonly step: number; readonly value: number; readonly note?: string }[];
}

export interface LineChart {
  readonly series: readonly Series[];
  /** Under the axis of steps. */
  readonly caption: Markup;
  /** For people who cannot see it. */
  readonly label: string;
}

const LEFT = 44;
const TOP = 12;
const PLOT_WIDTH = 360;
const PLOT_HEIGHT = 190;
const WIDTH = LEFT + PLOT_WIDTH + 16;
const HEIGHT = TOP + PLOT_HEIGHT + 40;
const TICKS = 4;

/** Values from 0 up over steps from 0 up, as SVG. */
export function lineChart({ series, caption, label }: LineChart): Markup {
  const all = series.flatMap(({ points }) => points);
  const last = Math.max(1, ...all.map(({ step }) => step));
  const top = roundedUp(Math.max(...all.map(({ value }) => value)));
  const x = (step: number): string => (LEFT + (step / last) * PLOT_WIDTH).toFixed(1);
  const y = (value: number): string => (TOP + (1 - value / top) * PLOT_HEIGHT).toFixed(1);
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => (index * top) / TICKS).map(
    (value) => html`<line x1="${x(0)}" x2="${x(last)}" y1="${y(value)}" y2="${y(value)}" stroke="var(--line)"/>
      <text x="${LEFT - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${fixed(value, 2)}</text>`,
  );
  const lines = series.map(
    ({ points, colour, dashed }) =>
      html`<polyline points="${points.map(({ step, value }) => `${x(step)},${y(value)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"${dashed ? html` stroke-dasharray="4 4"` : ''}/>`,
  );
  const dots = series
    .filter((one) => one.dots === true)
    .flatMap(({ name, colour, points }) =>
      points.map(
        ({ step, value, note }) =>
          html`<circle cx="${x(step)}" cy="${y(value)}" r="4" fill="${colour}"><title>step ${grouped(step)}: ${name} ${fixed(value)}${note === undefined ? '' : `, ${note}`}</title></circle>`,
      ),
    );
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="${label}">
      ${ticks}${lines}${dots}
      <text x="${x(0)}" y="${TOP + PLOT_HEIGHT + 18}" text-anchor="middle">0</text>
      <text x="${x(last)}" y="${TOP + PLOT_HEIGHT + 18}" text-anchor="middle">${grouped(last)}</text>
      <text x="${x(last / 2)}" y="${HEIGHT - 6}" text-anchor="middle">${caption}</text>
    </svg>`;
}

/** To one, two or five times a power of ten. */
function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power;
}
