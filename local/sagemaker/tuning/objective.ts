import type { TrainingJob } from '../state/records.ts';

/** The value that a trial's objective has come to by now. */
export const objectiveOf = ({ trial, finalMetrics = [] }: TrainingJob): number | undefined =>
  finalMetrics.find(({ name }) => name === trial?.metric)?.value;
