import type { Faulted } from './walk-point.ts';

/** Kills of the emulator or of the plane: nobody can answer until it is started again. */
export const endsRuntime = ({ point, fault }: Pick<Faulted, 'point' | 'fault'>): boolean =>
  /^die/.test(fault) && (point.startsWith('state/') || (point.startsWith('plane/') && !point.endsWith('-container')));
