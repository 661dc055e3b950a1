import type { Candidate } from '../candidate.ts';

/** Whether a candidate's training is not the platform's: it is told names and values as they are, and means what it likes by them. */
export const isBrought = ({ family }: Pick<Candidate, 'family'>): boolean =>
  family === 'container' || family === 'script';
