import type { ContinuousParameterRange, IntegerParameterRange, ParameterRanges } from '@aws-sdk/client-sagemaker';
import type { Dimension, NumberDimension, Scaling } from './search/dimension.ts';

/** What a request's ranges say, in their order. The rules of `range-rules.ts` hold for them. */
export const dimensionsOf = (ranges: ParameterRanges): Dimension[] => [
  ...(ranges.IntegerParameterRanges ?? []).map((range) => numberDimension('integer', range)),
  ...(ranges.ContinuousParameterRanges ?? []).map((range) => numberDimension('continuous', range)),
  ...(ranges.CategoricalParameterRanges ?? []).map(({ Name = '', Values = [] }) => ({
    kind: 'categorical' as const,
    name: Name,
    values: Values,
  })),
];

function numberDimension(
  kind: NumberDimension['kind'],
  { Name = '', MinValue, MaxValue, ScalingType }: IntegerParameterRange | ContinuousParameterRange,
): NumberDimension {
  const [min, max] = [Number(MinValue), Number(MaxValue)];
  return { kind, name: Name, min, max, scaling: scalingOf(ScalingType, min, max) };
}

/** AWS chooses a scale for `Auto`, the default, and does not say how: here it is logarithmic from three decades on. */
function scalingOf(type: string | undefined, min: number, max: number): Scaling {
  if (type === 'Linear' || type === 'Logarithmic' || type === 'ReverseLogarithmic') return type;
  return min > 0 && max / min >= 1_000 ? 'Logarithmic' : 'Linear';
}
