import { balancedAccuracy, rowsPerClass } from '../balanced-accuracy.ts';
import { notApplicable, type Rule, shown } from './rule.ts';

/**
 * On rows that came with the new uploads, the live model is not worse than guessing. A model that knows its own rows and
 * is reliably wrong on new ones of the same labels says that those labels contradict all that came before, as flipped
 * labels do; a mere change of topic brings it down to guessing and no further. Labels weigh alike, so that
 * an upload of one label is judged fairly, and the model is held to no more than it reaches on its own rows.
 */
export const newLabelsCredible: Rule = ({ gate, report, paired }) => {
  const { newRows, ownRows, labels } = paired;
  if (report.champion.kind === 'baseline' || newRows === undefined || ownRows === undefined) {
    const explanation = 'there are no new rows, or no live model that has rows of its own, to compare';
    return notApplicable('new-labels-credible', explanation);
  }
  const own = rowsPerClass(ownRows.truth, ownRows.champion, labels.length);
  const fresh = rowsPerClass(newRows.truth, newRows.champion, labels.length);
  const compared = labels.flatMap((_label, index) => {
    const [ownRowsOf, freshRowsOf] = [own[index], fresh[index]];
    return ownRowsOf && freshRowsOf && ownRowsOf.rows > 0 && freshRowsOf.rows > 0
      ? [{ own: ownRowsOf, fresh: freshRowsOf }]
      : [];
  });
  if (compared.length === 0) {
    const explanation = 'the new rows have no label that the live model was tested on';
    return notApplicable('new-labels-credible', explanation);
  }
  const known = balancedAccuracy(
    compared.map((one) => one.own),
    gate.confidence,
  );
  const { estimate, interval } = balancedAccuracy(
    compared.map((one) => one.fresh),
    gate.confidence,
  );
  const threshold = Math.min(1 / labels.length, known.interval[0]);
  const fails = interval[1] < threshold;
  return {
    rule: 'new-labels-credible',
    verdict: fails ? 'fail' : 'pass',
    harm: fails,
    measured: estimate,
    threshold,
    interval,
    explanation:
      `on ${newRows.truth.length} rows of the new uploads ${report.champion.name} has a mean recall of ${shown(estimate)}, ` +
      `interval [${shown(interval[0])}, ${shown(interval[1])}], against ${shown(known.estimate)} on its own; ` +
      `it must reach ${shown(threshold)}, or the new labels contradict the old ones`,
  };
};
