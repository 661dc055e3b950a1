import type { Task } from './task.ts';

/** Labels of a multi-label workload at most: a text's labels are the bits of a positive 32-bit integer. */
export const MOST_LABELS_OF_A_SET = 31;

/** Stands between the names of a stored set; no label's name has it. */
export const NAME_SEPARATOR = '|';

/** The labels of a text in the one form in which they are stored and identified: sorted, each once, empty for none. */
export const canonicalLabels = (names: readonly string[]): string => [...new Set(names)].sort().join(NAME_SEPARATOR);

/** The names that a stored set consists of. */
export const namesIn = (canonical: string): string[] => (canonical === '' ? [] : canonical.split(NAME_SEPARATOR));

/**
 * A text's labels as one number: with one label a text, its place in `names`; with any number of them, a set in which
 * bit i stands for the label at place i. Undefined when a label is not among the names.
 */
export function codeOf(task: Task, label: string, names: readonly string[]): number | undefined {
  const places = (task === 'single-label' ? [label] : namesIn(label)).map((name) => names.indexOf(name));
  if (places.includes(-1)) return undefined;
  return task === 'single-label' ? places[0] : places.reduce((set, place) => set | (1 << place), 0);
}

/** Whether a text's labels, as one number, have the label at a place. */
export const hasLabel = (task: Task, code: number, place: number): boolean =>
  task === 'single-label' ? code === place : ((code >> place) & 1) === 1;

/** Places of the labels that a number stands for, in ascending order. */
export const placesIn = (task: Task, code: number): number[] =>
  task === 'single-label'
    ? [code]
    : Array.from({ length: MOST_LABELS_OF_A_SET }, (_, place) => place).filter((place) => hasLabel(task, code, place));

/** What `codeOf` was given: the label's name, or the set in its stored form. */
export const labelOfCode = (task: Task, code: number, names: readonly string[]): string =>
  placesIn(task, code)
    .map((place) => names[place] ?? '')
    .join(NAME_SEPARATOR);
