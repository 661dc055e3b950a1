import type { Fault } from '../account/faults.ts';

/** Set to try every fault; without it, `npm test` tries a share of them. */
export const TRIES_ALL = process.env.TRAINYARD_EVERY_FAULT !== undefined;

/** Every n-th of them, from a start that differs between scenarios, so that together they try more. */
export function sample(faults: readonly Fault[], every: number, start: number): readonly Fault[] {
  return TRIES_ALL ? faults : faults.filter((_, at) => (at + start) % every === 0);
}

export const isAtState = ({ point }: Fault): boolean => point.startsWith('state/') || point.startsWith('enter/');
