import type { Experiment, Figures } from './experiment.ts';
import { type Setting, settingsOf } from './settings.ts';

type Value = Setting['value'];

/** A setting that is not the same in all runs: its values in the order of the runs, null where a run has none. */
export interface Difference {
  readonly name: string;
  readonly values: readonly (Value | null)[];
}

/** A metric of all runs, in their order; null where a run did not measure it. */
export interface FigureRow {
  readonly metric: string;
  readonly values: readonly (number | null)[];
}

export interface CandidateFigures {
  readonly candidate: string;
  readonly figures: readonly FigureRow[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Each candidate on the validation split of its run's dataset. */
  readonly validation: readonly CandidateFigures[];
  /** The selected candidates on the test split of their runs' datasets. */
  readonly test: readonly FigureRow[];
}

/** Runs beside each other, in the order that they are given in. */
export function compare(experiments: readonly Experiment[]): Comparison {
  const candidates = distinct(experiments.flatMap(namesOf));
  return {
    differences: differencesOf(experiments),
    validation: candidates.flatMap((candidate) => {
      const figures = experiments.map((one) => one.candidates.find(({ name }) => name === candidate)?.validation);
      const rows = rowsOf(figures);
      return rows.length === 0 ? [] : [{ candidate, figures: rows }];
    }),
    test: rowsOf(experiments.map(({ test }) => test?.challenger.figures)),
  };
}

function rowsOf(figures: readonly (Figures | undefined)[]): FigureRow[] {
  const metrics = distinct(figures.flatMap((one) => Object.keys(one ?? {})));
  return metrics.map((metric) => ({ metric, values: figures.map((one) => one?.[metric] ?? null) }));
}

/** A setting of a candidate is compared among the runs that have the candidate. */
function differencesOf(experiments: readonly Experiment[]): Difference[] {
  const settings = experiments.map(
    (experiment) => new Map(settingsOf(experiment).map((setting) => [setting.name, setting])),
  );
  const known = new Map(settings.flatMap((one) => [...one]));
  return [...known.values()].flatMap(({ name, candidate }) => {
    const values = settings.map((one) => one.get(name)?.value ?? null);
    const compared = values.filter(
      (_value, run) =>
        candidate === undefined ||
        experiments
          .slice(run, run + 1)
          .flatMap(namesOf)
          .includes(candidate),
    );
    return distinct(compared).length > 1 ? [{ name, values }] : [];
  });
}

const namesOf = ({ candidates }: Experiment): string[] => candidates.map(({ name }) => name);

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
