import { beginStopping } from '../jobs/training-state.ts';
import type { Plane } from '../plane.ts';
import type { TrialRun } from './trial-run.ts';

/** As StopTrainingJob does it; a trial that is over needs no stopping. */
export function stopTrial(plane: Plane, { name, arn }: Pick<TrialRun, 'name' | 'arn'>): void {
  if (plane.store.trainingJobs.get(name)?.status !== 'InProgress') return;
  beginStopping(plane, name);
  plane.jobs.stop(arn);
}
