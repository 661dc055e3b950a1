import type { PairedSet } from '../evaluate/report.ts';
import type { Task } from '../labels/task.ts';
import {
  balancedAccuracy,
  balancedAccuracyOfLabels,
  type ClassRows,
  type Measured,
  rowsPerClass,
  rowsWithAndWithout,
} from './balanced-accuracy.ts';

/** How well the champion tells labels on its own rows and on new ones, and how well who guesses does. */
export interface ComparedRecall {
  readonly own: Measured;
  readonly fresh: Measured;
  readonly chance: number;
  /** What was measured, for people. */
  readonly name: string;
}

interface RowSets {
  readonly own: PairedSet;
  readonly fresh: PairedSet;
  /** Number of labels. */
  readonly labels: number;
}

/**
 * Over the labels that both sets of rows can say something about; undefined when there are none. With one label a text
 * it is the mean recall, and who guesses is right once in as many times as there are labels. With any number of labels
 * there is no such chance: who says a label of a third of the texts has a third of its recall. There it is each
 * label's mean of the recall where it is and where it is not, which is a half for whoever does not look at the text.
 */
export function comparedRecall(task: Task, sets: RowSets, confidence: number): ComparedRecall | undefined {
  switch (task) {
    case 'single-label':
      return ofClasses(sets, confidence);
    case 'multi-label':
      return ofLabels(sets, confidence);
  }
}

function ofClasses({ own, fresh, labels }: RowSets, confidence: number): ComparedRecall | undefined {
  const ownRows = rowsPerClass(own.truth, own.champion, labels);
  const freshRows = rowsPerClass(fresh.truth, fresh.champion, labels);
  const compared = ownRows.flatMap((one, place) => {
    const other = freshRows[place];
    return other && one.rows > 0 && other.rows > 0 ? [{ own: one, fresh: other }] : [];
  });
  if (compared.length === 0) return undefined;
  const measured = (of: 'own' | 'fresh') =>
    balancedAccuracy(
      compared.map((one) => one[of]),
      confidence,
    );
  return { own: measured('own'), fresh: measured('fresh'), chance: 1 / labels, name: 'mean recall' };
}

function ofLabels({ own, fresh, labels }: RowSets, confidence: number): ComparedRecall | undefined {
  const hasRows = (classes: readonly ClassRows[]): boolean => classes.every(({ rows }) => rows > 0);
  const compared = Array.from({ length: labels }, (_, label) => ({
    own: rowsWithAndWithout(own.truth, own.champion, label),
    fresh: rowsWithAndWithout(fresh.truth, fresh.champion, label),
  })).filter((one) => hasRows(one.own) && hasRows(one.fresh));
  if (compared.length === 0) return undefined;
  const measured = (of: 'own' | 'fresh') =>
    balancedAccuracyOfLabels(
      compared.map((one) => one[of]),
      confidence,
    );
  return { own: measured('own'), fresh: measured('fresh'), chance: 0.5, name: 'mean balanced accuracy' };
}
