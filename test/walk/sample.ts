import type { Fault } from '../../domain/faults/fault.ts';
import { endsRuntime } from './runtime-kills.ts';
import type { Faulted } from './walk-point.ts';

/** What takes a function's or a client's whole time limit. */
const isSlow = ({ point, fault }: Faulted): boolean =>
  fault === 'hang' && /handler$|^plane\/|-(job|function)\//.test(point);

const componentOf = ({ point }: Faulted): string => point.slice(0, point.indexOf('/'));

/** One fault in each component, such that every kind of fault has its turn: always the kind that came least so far. */
export function sampleOf(all: readonly Faulted[]): Faulted[] {
  const sample: Faulted[] = [];
  const count = (fault: Fault): number => sample.filter((one) => one.fault === fault).length;
  for (const [, candidates] of Map.groupBy(all, componentOf)) {
    // One kill of the whole runtime is enough for a sample.
    const affordable = candidates.filter(
      (one) => one.skip === 0 && !isSlow(one) && !(endsRuntime(one) && sample.some(endsRuntime)),
    );
    const [chosen] = affordable.toSorted((a, b) => count(a.fault) - count(b.fault));
    if (chosen !== undefined) sample.push(chosen);
  }
  return sample;
}
