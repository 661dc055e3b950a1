import type { Expectation } from './gaussian-process.ts';

/** By how much a value is expected to exceed `best` (Jones, Schonlau and Welch, 1998, equation 15). */
export function expectedImprovement({ mean, deviation }: Expectation, best: number): number {
  const z = (mean - best) / deviation;
  return (mean - best) * belowNormal(z) + deviation * density(z);
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The share of a standard normal distribution below `z` (Abramowitz and Stegun, 26.2.17: to 7.5e-8). */
function belowNormal(z: number): number {
  if (z < 0) return 1 - belowNormal(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - density(z) * tail;
}
