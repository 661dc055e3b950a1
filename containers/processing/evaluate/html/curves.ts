import type { ReadTraining } from '../../../../domain/evaluate/training-report.ts';
import { lineChart } from '../../../../domain/html/line-chart.ts';
import { fixed, html, type Markup } from '../../../../domain/html/markup.ts';

/** Train and validation loss over the steps. */
export const learningCurves = ({ trainLoss, validation }: ReadTraining): Markup =>
  lineChart({
    label: 'Learning curves',
    caption: html`<tspan fill="var(--accent)">train</tspan> and <tspan fill="var(--bad)">validation</tspan> loss over steps`,
    series: [
      {
        name: 'train loss',
        colour: 'var(--accent)',
        dashed: false,
        points: trainLoss.map(({ step, loss }) => ({ step, value: loss })),
      },
      {
        name: 'validation loss',
        colour: 'var(--bad)',
        dashed: true,
        dots: true,
        points: validation.map(({ step, loss, accuracy }) => ({
          step,
          value: loss,
          ...(accuracy === undefined ? {} : { note: `accuracy ${fixed(accuracy)}` }),
        })),
      },
    ],
  });
