import type { ParameterRanges } from '@aws-sdk/client-sagemaker';
import { invalid } from '../../api/service-error.ts';
import type { TuningDefinition } from '../definitions.ts';

const MOST_RANGES = 30;

/**
 * Rules for the ranges of a definition that the service model cannot say.
 * @throws ServiceError ValidationException
 */
export function checkRanges({ ranges, training }: TuningDefinition): void {
  if (ranges.AutoParameters?.length)
    throw invalid('AutoParameters need Autotune, which the local runtime does not have.');
  const names = namesOf(ranges);
  if (names.length === 0) throw invalid('At least one hyperparameter range must be specified.');
  if (names.length > MOST_RANGES)
    throw invalid(`There are ${names.length} hyperparameter ranges; at most ${MOST_RANGES} are allowed.`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(`The hyperparameter ${twice} has more than one range.`);
  const fixed = names.find((name) => training.StaticHyperParameters?.[name] !== undefined);
  if (fixed !== undefined) throw invalid(`The hyperparameter ${fixed} is both static and in a range.`);
  for (const { Name, MinValue, MaxValue, ScalingType } of ranges.IntegerParameterRanges ?? []) {
    checkNumbers(Name, MinValue, MaxValue, Number.isInteger);
    if (ScalingType === 'ReverseLogarithmic') {
      throw invalid(`Range ${Name}: ReverseLogarithmic scaling is for continuous ranges only.`);
    }
    checkScaling(Name, Number(MinValue), Number(MaxValue), ScalingType);
  }
  for (const { Name, MinValue, MaxValue, ScalingType } of ranges.ContinuousParameterRanges ?? []) {
    checkNumbers(Name, MinValue, MaxValue, Number.isFinite);
    checkScaling(Name, Number(MinValue), Number(MaxValue), ScalingType);
  }
  for (const { Name, Values = [] } of ranges.CategoricalParameterRanges ?? []) {
    if (new Set(Values).size < Values.length) throw invalid(`Range ${Name}: values must be unique.`);
  }
}

/** Names of all hyperparameters that have a range. */
export const namesOf = (ranges: ParameterRanges): string[] =>
  [
    ...(ranges.IntegerParameterRanges ?? []),
    ...(ranges.ContinuousParameterRanges ?? []),
    ...(ranges.CategoricalParameterRanges ?? []),
  ].map(({ Name = '' }) => Name);

function checkNumbers(
  name: string | undefined,
  min: string | undefined,
  max: string | undefined,
  isNumber: (value: number) => boolean,
): void {
  for (const value of [min, max]) {
    if (value?.trim() && isNumber(Number(value))) continue;
    throw invalid(`Range ${name}: ${value} is not a number of its kind.`);
  }
  if (Number(min) > Number(max)) throw invalid(`Range ${name}: MinValue ${min} is greater than MaxValue ${max}.`);
}

function checkScaling(name: string | undefined, min: number, max: number, scaling: string | undefined): void {
  if (scaling === 'Logarithmic' && min <= 0) {
    throw invalid(`Range ${name}: Logarithmic scaling needs a MinValue greater than 0.`);
  }
  if (scaling === 'ReverseLogarithmic' && (min < 0 || max >= 1)) {
    throw invalid(`Range ${name}: ReverseLogarithmic scaling needs a range within 0 <= x < 1.`);
  }
}
