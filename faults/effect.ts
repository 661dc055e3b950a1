import type { Fault, Refusal } from '../domain/faults/fault.ts';
import { pointName } from '../domain/faults/points.ts';
import { brokenConnection, refusalOf } from './aws-errors.ts';
import { currentComponent } from './component.ts';
import { faultsFolder, passPoint } from './folder.ts';

/** How a kind of effect fails. */
export interface Failures<T> {
  refused(fault: Refusal): Error;
  /** The connection broke. */
  lost(): Error;
  /** No answer comes until the limit. */
  hang(): Promise<T>;
}

/** No limit of its own: whoever waits has one. */
export const forEver = (): Promise<never> => new Promise(() => undefined);

const FAILURES: Failures<never> = {
  refused: (fault) => refusalOf('', fault),
  lost: brokenConnection,
  hang: forEver,
};

/** Does an effect of this process, named as points are; where faults are wanted, with the one that strikes there. */
export async function throughPoint<T>(
  name: string,
  effect: () => Promise<T>,
  failures: Failures<T> = FAILURES,
): Promise<T> {
  const folder = faultsFolder();
  if (folder === undefined) return effect();
  return withFault(passPoint(folder, pointName(currentComponent(), name)), effect, failures);
}

/** Does an effect with a fault. */
export async function withFault<T>(
  fault: Fault | undefined,
  effect: () => Promise<T>,
  failures: Failures<T>,
): Promise<T> {
  switch (fault) {
    case undefined:
      return effect();
    case 'throttled':
    case 'server-error':
    case 'access-denied':
      throw failures.refused(fault);
    case 'hang':
      return failures.hang();
    case 'die-before':
      return die();
    case 'die-after':
      await effect();
      return die();
    case 'answer-lost':
      await effect();
      throw failures.lost();
  }
}

/** As a machine dies: nothing is closed, nothing is said. */
function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return forEver();
}
