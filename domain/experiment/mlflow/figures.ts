import type { Experiment, ExperimentCandidate, Figures } from '../experiment.ts';

/** The measured values of a run: of its best candidate, the champion and the baseline on test, of the gate, and what it cost. */
export const runFigures = (experiment: Experiment): Figures => ({
  ...under('test', experiment.test?.challenger.figures),
  ...under('champion', experiment.test?.champion.figures),
  ...under('baseline', experiment.baseline?.test),
  ...under('latency', experiment.latency),
  ...gateFigures(experiment),
  ...under('cost', experiment.cost),
  durationSeconds: (Date.parse(experiment.endedAt) - Date.parse(experiment.startedAt)) / 1_000,
});

function gateFigures({ decision }: Experiment): Figures {
  if (decision === undefined) return {};
  const { challenger, champion, difference, interval } = decision;
  return under('decision', { challenger, champion, difference, intervalLow: interval[0], intervalHigh: interval[1] });
}

/** Of a candidate: its figures on validation, and what its jobs used. */
export const candidateFigures = ({ validation, jobs, model }: ExperimentCandidate): Figures => ({
  ...under('validation', validation),
  ...(model === undefined ? {} : { 'model.sizeBytes': model.sizeBytes }),
  'jobs.seconds': sum(jobs.map(({ seconds }) => seconds)),
  'jobs.dollars': sum(jobs.map(({ dollars }) => dollars)),
  'jobs.savedDollars': sum(jobs.map(({ savedDollars }) => savedDollars)),
});

const under = (prefix: string, figures: Figures = {}): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
