import type { JobObservation } from './observation.ts';

/** A step of `SecondaryStatusTransitions`. */
export interface JobStep {
  readonly Status?: string | undefined;
  readonly StartTime?: Date | undefined;
}

/** Steps in which a job has no machine. */
const WITHOUT_MACHINE: ReadonlySet<string> = new Set(['Starting', 'Pending', 'LaunchingMLInstances', 'Interrupted']);

/** How long a training job waits for its machine by now, and how often one was taken from it. */
export function waitOf(steps: readonly JobStep[]): Pick<JobObservation, 'waitingSince' | 'interruptions'> {
  const withMachine = steps.findLastIndex(({ Status = '' }) => !WITHOUT_MACHINE.has(Status));
  return {
    waitingSince: steps[withMachine + 1]?.StartTime,
    interruptions: steps.filter(({ Status }) => Status === 'Interrupted').length,
  };
}
