import type { Transition } from '../state/records.ts';

/** Of what on demand costs. AWS's own examples save about 70 %; the real figure follows the market. */
const SPOT_PERCENT = 30;

export interface Usage {
  readonly trainingSeconds: number;
  readonly billableSeconds: number;
}

/**
 * What a job that has ended used, as DescribeTrainingJob counts it; undefined when it never had an instance.
 * Training seconds are those on an instance, over all attempts, without waiting for capacity. Billable ones have the
 * discount of spot in them (savings are 1 - billable / training), and data that an interruption made the job download
 * again is not billed again (SageMaker's FAQ).
 */
export function usageOf(transitions: readonly Transition[], spot: boolean): Usage | undefined {
  const { usedMs, downloadedAgainMs, attempts } = onInstances(transitions);
  if (attempts === 0) return undefined;
  const percent = spot ? SPOT_PERCENT : 100;
  const billableMs = ((usedMs - downloadedAgainMs) * percent) / 100;
  return { trainingSeconds: seconds(usedMs), billableSeconds: seconds(billableMs) };
}

/** Seconds that a job has been in `Training`: what MaxRuntimeInSeconds and plans of interruptions count. */
export const trainedSeconds = (transitions: readonly Transition[]): number =>
  transitions.filter(({ status }) => status === 'Training').reduce((sum, one) => sum + lengthMs(one), 0) / 1000;

function onInstances(transitions: readonly Transition[]) {
  let [usedMs, downloadedAgainMs, attempts] = [0, 0, 0];
  let hasInstance = false;
  for (const one of transitions) {
    if (one.status === 'Downloading') {
      hasInstance = true;
      attempts += 1;
      if (attempts > 1) downloadedAgainMs += lengthMs(one);
    } else if (one.status === 'Interrupted' || one.status === 'Starting') {
      hasInstance = false;
    }
    if (hasInstance) usedMs += lengthMs(one);
  }
  return { usedMs, downloadedAgainMs, attempts };
}

const lengthMs = ({ startedAt, endedAt }: Transition): number => (endedAt === undefined ? 0 : endedAt - startedAt);

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));
