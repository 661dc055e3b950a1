import { endsRuntime } from './runtime-kills.ts';
import type { Faulted } from './walk-point.ts';

/** What takes a function's or a client's whole time limit. */
const isSlow = ({ point, fault }: Faulted): boolean => fault === 'hang' && /handler$|^plane\//.test(point);

/** The first ones of an itinerary by which each kind of fault and each component has its turn. */
export function sampleOf(all: readonly Faulted[]): Faulted[] {
  const wanted = new Set(all.flatMap((one) => traitsOf(one)));
  const sample: Faulted[] = [];
  for (const one of all) {
    const news = traitsOf(one).filter((trait) => wanted.has(trait));
    if (news.length === 0 || isSlow(one) || (endsRuntime(one) && sample.some(endsRuntime))) continue;
    for (const trait of news) wanted.delete(trait);
    sample.push(one);
  }
  return sample;
}

const traitsOf = ({ point, fault }: Faulted): string[] => [fault, point.slice(0, point.indexOf('/'))];
