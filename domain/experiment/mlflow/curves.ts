import type { EvaluationReport } from '../../evaluate/report.ts';

/** One value of a metric over the steps of a training. */
export interface CurvePoint {
  readonly key: string;
  readonly step: number;
  readonly value: number;
}

/** The learning curves of a candidate, as its evaluation has read them; none where its training has no steps. */
export function curvesOf(name: string, evaluation: EvaluationReport | undefined): CurvePoint[] {
  const candidate = evaluation?.candidates.find((one) => one.name === name);
  if (candidate?.status !== 'evaluated' || candidate.training?.status !== 'read') return [];
  const { trainLoss, validation } = candidate.training;
  return [
    ...trainLoss.map(({ step, loss }) => point('training.loss', step, loss)),
    ...validation.flatMap(({ step, loss, accuracy, macroF1 }) => [
      point('training.validationLoss', step, loss),
      ...(accuracy === undefined ? [] : [point('training.validationAccuracy', step, accuracy)]),
      ...(macroF1 === undefined ? [] : [point('training.validationMacroF1', step, macroF1)]),
    ]),
  ];
}

/** Steps of MLflow are whole; a family may count in parts of an epoch. */
const point = (key: string, step: number, value: number): CurvePoint => ({ key, step: Math.round(step), value });
