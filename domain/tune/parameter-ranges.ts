import { z } from 'zod';
import { textOf, wireName } from '../train/hyperparameters.ts';
import { candidateSchema } from '../workload/candidate.ts';
import { isChoice, type NumberRange } from '../workload/ranges.ts';
import type { TunedCandidate } from './tuned.ts';

const numberRange = z.strictObject({
  Name: z.string(),
  MinValue: z.string(),
  MaxValue: z.string(),
  ScalingType: z.enum(['Linear', 'Logarithmic', 'ReverseLogarithmic']),
});

/** `ParameterRanges` as `CreateHyperParameterTuningJob` takes it. */
export const parameterRangesSchema = z.strictObject({
  IntegerParameterRanges: z.array(numberRange),
  ContinuousParameterRanges: z.array(numberRange),
  CategoricalParameterRanges: z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()) })),
});
export type ParameterRanges = z.infer<typeof parameterRangesSchema>;

const SCALES = { linear: 'Linear', logarithmic: 'Logarithmic', 'reverse-logarithmic': 'ReverseLogarithmic' } as const;

export function parameterRanges(candidate: TunedCandidate): ParameterRanges {
  const all = Object.entries(candidate.ranges);
  const numbers = (isWhole: boolean) =>
    all.flatMap(([name, range]) =>
      isChoice(range) || isInteger(candidate, name, range) !== isWhole
        ? []
        : [
            {
              Name: wireName(candidate, name),
              MinValue: String(range.min),
              MaxValue: String(range.max),
              ScalingType: SCALES[range.scale],
            },
          ],
    );
  return {
    IntegerParameterRanges: numbers(true),
    ContinuousParameterRanges: numbers(false),
    CategoricalParameterRanges: all.flatMap(([name, range]) =>
      isChoice(range)
        ? [{ Name: wireName(candidate, name), Values: range.map((value) => textOf(candidate, value)) }]
        : [],
    ),
  };
}

/** Names of the hyperparameters that have a range. */
export const searchedNames = (ranges: ParameterRanges): string[] =>
  Object.values(ranges).flatMap((all) => all.map(({ Name }) => Name));

/** Whether a range is one of whole numbers: what lies between two of them is no value of the family's hyperparameter. */
export function isInteger(candidate: TunedCandidate, name: string, range: NumberRange): boolean {
  if (candidate.family === 'container') return range.integer ?? false;
  const isWhole = Number.isInteger(range.min) && Number.isInteger(range.max);
  return isWhole && problemsOf(candidate, name, range.min + 0.5).length > 0;
}

/** What is wrong with a value of a hyperparameter, as the candidate's family has it; nothing when it is one. */
export function problemsOf(candidate: TunedCandidate, name: string, value: unknown): string[] {
  const { ranges: _ranges, ...plain } = candidate;
  const given = candidate.family === 'container' ? String(value) : value;
  const parsed = candidateSchema.safeParse({ ...plain, hyperparameters: { ...plain.hyperparameters, [name]: given } });
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
}
