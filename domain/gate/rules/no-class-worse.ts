import { taskOf } from '../../evaluate/report.ts';
import { recallDrop } from '../paired-recall.ts';
import { notApplicable, type Rule, range, signed } from './rule.ts';

/**
 * No class's recall falls by more than allowed. The fall must also lie beyond what sampling explains, at a confidence
 * that is shared out over the classes (Bonferroni), so that a tiny class does not refuse at random. The majority
 * baseline is no yardstick here: its recall is 1 for one class and 0 for the others.
 */
export const noClassWorse: Rule = ({ gate, report, paired }) => {
  const base = { rule: 'no-class-worse', threshold: gate.maxRecallDrop } as const;
  if (report.champion.kind === 'baseline') {
    return notApplicable('no-class-worse', 'the majority baseline knows one class only', gate.maxRecallDrop);
  }
  const confidence = 1 - (1 - gate.confidence) / paired.labels.length;
  const drops = paired.labels.flatMap(
    (_label, index) => recallDrop(paired.test, index, confidence, taskOf(paired)) ?? [],
  );
  const isWorse = (drop: (typeof drops)[number]): boolean => drop.drop > gate.maxRecallDrop && drop.interval[0] > 0;
  const deepest = drops.toSorted((a, b) => Number(isWorse(b)) - Number(isWorse(a)) || b.drop - a.drop)[0];
  if (deepest === undefined) {
    const explanation = 'no class has test rows';
    return { ...base, verdict: 'fail', harm: false, measured: null, interval: null, explanation };
  }
  const fails = isWorse(deepest);
  return {
    ...base,
    verdict: fails ? 'fail' : 'pass',
    harm: fails,
    measured: deepest.drop,
    interval: [...deepest.interval],
    explanation:
      `the recall of ${paired.labels[deepest.label]} changes by ${signed(-deepest.drop)} on ${deepest.rows} rows, interval ` +
      `${range([-deepest.interval[1], -deepest.interval[0]])}; it may not fall by more than ${gate.maxRecallDrop}`,
  };
};
