import { notApplicable, type Rule, range, signed } from './rule.ts';

/**
 * On the champion's own test rows, which the new uploads have no part in, the metric may not fall by more than the
 * tolerance: a poisoned upload cannot vote for itself. A fall that sampling alone does not explain shows harm.
 */
export const noWorseOnOwnRows: Rule = ({ gate, ownRows }) => {
  if (ownRows === undefined) {
    return notApplicable(
      'no-worse-on-own-rows',
      'the champion has no test rows of its own here',
      -gate.ownRowsTolerance,
    );
  }
  const fails = ownRows.estimate < -gate.ownRowsTolerance;
  return {
    rule: 'no-worse-on-own-rows',
    verdict: fails ? 'fail' : 'pass',
    harm: fails && ownRows.interval[1] < 0,
    measured: ownRows.estimate,
    threshold: -gate.ownRowsTolerance,
    interval: [...ownRows.interval],
    explanation:
      `on the champion's own test rows ${gate.metric} changes by ${signed(ownRows.estimate)}, ` +
      `interval ${range(ownRows.interval)}; it may not fall by more than ${gate.ownRowsTolerance}`,
  };
};
