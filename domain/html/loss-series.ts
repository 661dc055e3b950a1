import type { ReadTraining } from '../evaluate/training-report.ts';
import type { Series } from './line-chart.ts';
import { fixed } from './markup.ts';

type Look = Pick<Series, 'name' | 'colour'>;

/** The losses of a training over its steps: each validation is a dot, which tells its accuracy. */
export const lossSeries = (
  { trainLoss, validation }: ReadTraining,
  looks: { readonly train: Look; readonly validation: Look },
): Series[] => [
  { ...looks.train, dashed: false, points: trainLoss.map(({ step, loss }) => ({ step, value: loss })) },
  {
    ...looks.validation,
    dashed: true,
    dots: true,
    points: validation.map(({ step, loss, accuracy }) => ({
      step,
      value: loss,
      ...(accuracy === undefined ? {} : { note: `accuracy ${fixed(accuracy)}` }),
    })),
  },
];
