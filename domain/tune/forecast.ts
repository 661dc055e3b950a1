import type { RunRecord } from '../conclude/run-record.ts';
import { forecastDollars, longestTraining } from '../cost/forecast.ts';
import type { TuningJob, Work } from '../prepare/messages.ts';
import { dollarsPerSecond } from './request.ts';

/** US dollars that everything which the state machine trains may cost. */
export const forecastWork = (works: readonly Work[], runs: readonly RunRecord[], region: string): number =>
  works.reduce(
    (sum, work) =>
      sum + ('tuning' in work ? forecastTuning(work.tuning, runs, region) : forecastDollars([work], runs, region)),
    0,
  );

/**
 * US dollars that a tuning job may cost: all its trials, each as long as its candidate's longest so far. Where no trial was
 * ever seen it is what the tuning may cost at most, or nothing when that is not limited: nobody knows.
 */
function forecastTuning(
  { definitions, trials, dollars }: TuningJob,
  runs: readonly RunRecord[],
  region: string,
): number {
  const longest = definitions.map(
    ({ training }) => (longestTraining(training.candidate, runs) ?? 0) * dollarsPerSecond(training, region),
  );
  const forecast = trials * Math.max(...longest);
  if (dollars === undefined) return forecast;
  return forecast === 0 ? dollars : Math.min(dollars, forecast);
}
