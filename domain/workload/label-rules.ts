import { MOST_LABELS_OF_A_SET } from '../labels/label-set.ts';
import type { Task } from '../labels/task.ts';
import type { Candidate } from './candidate.ts';
import { isBrought } from './families/brought.ts';

/** What stands between the labels of a text in an upload unless a workload says otherwise. */
export const LABEL_SEPARATOR = '|';

/** The members of a workload that say what its labels are. */
export interface LabelSettings {
  readonly task: Task;
  /** Of multi-label workloads. */
  readonly labelSeparator?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** What stands between the labels of a text in an upload; undefined where each text has one label. */
export function separatorOf({ task, labelSeparator }: LabelSettings): string | undefined {
  switch (task) {
    case 'single-label':
      return undefined;
    case 'multi-label':
      return labelSeparator ?? LABEL_SEPARATOR;
  }
}

const NO_ENSEMBLE = 'averages models that give a text one label: leave it out when a text may have several';

export interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

interface CheckedSettings extends LabelSettings {
  readonly candidates: readonly Candidate[];
  readonly ensemble?: unknown;
}

/** Why labels, task and candidates do not go together; none when they do. */
export function labelProblems(settings: CheckedSettings): Problem[] {
  const separator = separatorOf(settings);
  if (separator === undefined) {
    const own = settings.labelSeparator === undefined ? [] : [['labelSeparator']];
    return [...own, ...settings.candidates.flatMap(pathToThresholds)].map((path) => ({
      path,
      message: "is of texts with several labels: set task to 'multi-label' too",
    }));
  }
  const names = new Set(Object.values(settings.labels)).size;
  const tooMany = `must name at most ${MOST_LABELS_OF_A_SET} labels when a text may have several of them`;
  return [
    ...(names > MOST_LABELS_OF_A_SET ? [{ path: ['labels'], message: tooMany }] : []),
    ...Object.keys(settings.labels)
      .filter((value) => value.includes(separator))
      .map((value) => ({ path: ['labels', value], message: `must not have ${separator}, which separates labels` })),
    ...settings.candidates.flatMap(candidateProblems),
    ...(settings.ensemble === undefined ? [] : [{ path: ['ensemble'], message: NO_ENSEMBLE }]),
  ];
}

/** Where a candidate chooses thresholds. */
function pathToThresholds(candidate: Candidate, place: number): Problem['path'][] {
  if (isBrought(candidate) || !('thresholds' in candidate.hyperparameters)) return [];
  return [['candidates', place, 'hyperparameters', 'thresholds']];
}

/** What a candidate has that goes by the one label of a text. */
function candidateProblems(candidate: Candidate, place: number): Problem[] {
  const at = ['candidates', place];
  switch (candidate.family) {
    case 'container':
    case 'script':
      return [];
    case 'gradient-boosting':
    case 'random-forest': {
      const message = "cannot learn texts with several labels: use 'linear', 'naive-bayes' or 'transformer'";
      return [{ path: [...at, 'family'], message }];
    }
    case 'naive-bayes':
    case 'linear':
    case 'transformer': {
      if (candidate.hyperparameters.sampling === 'none') return [];
      const instead = candidate.family === 'naive-bayes' ? "'none'" : "'none', and classWeight 'balanced'";
      const message = `goes by the one label of a text: with several labels it must be ${instead}`;
      return [{ path: [...at, 'hyperparameters', 'sampling'], message }];
    }
  }
}
