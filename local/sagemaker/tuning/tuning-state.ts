import type { TuningJob } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { trialsOf } from './trials.ts';

type Moving = Pick<Surroundings, 'store' | 'announce' | 'now'>;

/** Changes a tuning job and announces it. */
export function moveTuningJob(plane: Moving, name: string, change: Partial<TuningJob>): void {
  plane.store.atomically(() => {
    const before = plane.store.tuningJobs.get(name);
    if (before === undefined) return;
    const after = plane.store.tuningJobs.update(name, { ...change, modifiedAt: plane.now() });
    if (after !== undefined) plane.announce.tuningJob(after, trialsOf(plane.store, after));
  });
}
