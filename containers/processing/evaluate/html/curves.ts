import type { ReadTraining } from '../../../../domain/evaluate/training-report.ts';
import { lineChart } from '../../../../domain/html/line-chart.ts';
import { lossSeries } from '../../../../domain/html/loss-series.ts';
import { html, type Markup } from '../../../../domain/html/markup.ts';

/** Train and validation loss over the steps. */
export const learningCurves = (training: ReadTraining): Markup =>
  lineChart({
    label: 'Learning curves',
    caption: html`<tspan fill="var(--accent)">train</tspan> and <tspan fill="var(--bad)">validation</tspan> loss over steps`,
    series: lossSeries(training, {
      train: { name: 'train loss', colour: 'var(--accent)' },
      validation: { name: 'validation loss', colour: 'var(--bad)' },
    }),
  });
