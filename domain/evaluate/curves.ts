import type { MetricsRecord } from '../train/metrics-log.ts';
import { type Finding, MOST_POINTS, PHASES, type Phase, type ReadTraining } from './training-report.ts';

/** Curves and profile of a training from its metrics. */
export function trainingOf(records: readonly MetricsRecord[], findings: readonly Finding[]): ReadTraining {
  const profile = profileOf(records);
  return {
    status: 'read',
    trainLoss: thinned(
      records.flatMap(({ step, train_loss: loss }) => (typeof loss === 'number' ? [{ step, loss }] : [])),
    ),
    validation: thinned(
      records.flatMap(({ step, validation_loss: loss, validation_accuracy: accuracy, validation_macro_f1: macroF1 }) =>
        typeof loss === 'number'
          ? [{ step, loss, ...(isShare(accuracy) && { accuracy }), ...(isShare(macroF1) && { macroF1 }) }]
          : [],
      ),
    ),
    ...(profile && { profile }),
    findings: [...findings],
  };
}

type Point = { readonly step: number } & Readonly<Record<string, number>>;

/** At most `most` points, each the mean of as many neighbours as the others have, at the step of its last one. */
export function thinned<P extends Point>(points: readonly P[], most = MOST_POINTS): P[] {
  if (points.length <= most) return [...points];
  return Array.from({ length: most }, (_, index) => {
    const from = Math.floor((index * points.length) / most);
    const to = Math.floor(((index + 1) * points.length) / most);
    return meanOf(points.slice(from, to));
  }).flat();
}

function meanOf<P extends Point>(points: readonly P[]): P[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const names = Object.keys(last).filter((name) => name !== 'step');
  const means = names.map((name) => {
    const values = points.flatMap((point) => point[name] ?? []);
    return [name, values.reduce((sum, value) => sum + value / values.length, 0)] as const;
  });
  return [{ ...last, ...Object.fromEntries(means) }];
}

const isShare = (value: number | null | undefined): value is number =>
  typeof value === 'number' && value >= 0 && value <= 1;

/** Of one step each phase has the mean of the logged ones; the saves of all steps are shared out among them. */
function profileOf(records: readonly MetricsRecord[]): ReadTraining['profile'] {
  const steps = records.filter(({ forward_seconds: forward }) => typeof forward === 'number');
  const last = steps.at(-1);
  if (last === undefined || last.step === 0) return undefined;
  const total = (phase: Phase): number => steps.reduce((sum, record) => sum + (record[`${phase}_seconds`] ?? 0), 0);
  const seconds = PHASES.map((phase) => [phase, total(phase) / (phase === 'save' ? last.step : steps.length)] as const);
  const whole = seconds.reduce((sum, [, one]) => sum + one, 0);
  if (whole === 0) return undefined;
  const share = (phase: Phase): number => (seconds.find(([name]) => name === phase)?.[1] ?? 0) / whole;
  return {
    steps: steps.length,
    shares: {
      data: share('data'),
      forward: share('forward'),
      backward: share('backward'),
      optimizer: share('optimizer'),
      save: share('save'),
    },
  };
}
