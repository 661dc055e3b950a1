import type { Random } from './random.ts';

/** From so many expected successes and failures on, the normal distribution is used. */
const NORMAL_FROM = 50;

/**
 * A binomially distributed number of successes in `trials`. Exact by inversion where successes or failures are few;
 * elsewhere the normal approximation, rounded (Devroye 1986, chapter X.4).
 */
export function drawBinomial(trials: number, probability: number, random: Random): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - drawBinomial(trials, 1 - probability, random);
  const mean = trials * probability;
  if (mean < NORMAL_FROM) return inversion(trials, probability, random);
  const deviation = Math.sqrt(mean * (1 - probability));
  return Math.min(trials, Math.max(0, Math.round(mean + deviation * standardNormal(random))));
}

function inversion(trials: number, probability: number, random: Random): number {
  const odds = probability / (1 - probability);
  let term = (1 - probability) ** trials;
  let left = random();
  let successes = 0;
  while (left > term && successes < trials) {
    left -= term;
    successes += 1;
    term *= (odds * (trials - successes + 1)) / successes;
  }
  return successes;
}

/** Box and Muller 1958. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
