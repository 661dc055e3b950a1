import { taskOf } from '../../evaluate/report.ts';
import { comparedRecall } from '../compared-recall.ts';
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
  const compared = comparedRecall(
    taskOf(paired),
    { own: ownRows, fresh: newRows, labels: labels.length },
    gate.confidence,
  );
  if (compared === undefined) {
    const explanation = 'the new rows have no label that the live model was tested on';
    return notApplicable('new-labels-credible', explanation);
  }
  const { own, chance, name } = compared;
  const { estimate, interval } = compared.fresh;
  const threshold = Math.min(chance, own.interval[0]);
  const fails = interval[1] < threshold;
  return {
    rule: 'new-labels-credible',
    verdict: fails ? 'fail' : 'pass',
    harm: fails,
    measured: estimate,
    threshold,
    interval,
    explanation:
      `on ${newRows.truth.length} rows of the new uploads ${report.champion.name} has a ${name} of ${shown(estimate)}, ` +
      `interval [${shown(interval[0])}, ${shown(interval[1])}], against ${shown(own.estimate)} on its own; ` +
      `it must reach ${shown(threshold)}, or the new labels contradict the old ones`,
  };
};
