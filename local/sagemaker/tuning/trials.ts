import type { TrainingJob, TuningJob } from '../state/records.ts';
import type { Store } from '../state/store.ts';

type Known = Pick<Store, 'trainingJobs' | 'tuningJobs'>;

/** The training jobs of a tuning job, in the order of their creation. */
export const trialsOf = (
  { trainingJobs }: Pick<Known, 'trainingJobs'>,
  { name }: Pick<TuningJob, 'name'>,
): TrainingJob[] => trainingJobs.all().filter(({ trial }) => trial?.tuningJobName === name);

/** The trials of the parents of a warm start, and of theirs: what is known already. */
export function warmTrialsOf(store: Known, { request }: TuningJob): TrainingJob[] {
  const parents = request.WarmStartConfig?.ParentHyperParameterTuningJobs ?? [];
  return parents.flatMap(({ HyperParameterTuningJobName = '' }) => {
    const parent = store.tuningJobs.get(HyperParameterTuningJobName);
    return parent === undefined ? [] : [...warmTrialsOf(store, parent), ...trialsOf(store, parent)];
  });
}
