import type { Rule } from './rule.ts';

/** There are enough test rows to decide by. */
export const enoughRows: Rule = ({ gate, paired }) => {
  const rows = paired.test.truth.length;
  return {
    rule: 'enough-rows',
    verdict: rows >= gate.minimumTestRows ? 'pass' : 'fail',
    harm: false,
    measured: rows,
    threshold: gate.minimumTestRows,
    interval: null,
    explanation: `${rows} test rows; at least ${gate.minimumTestRows} are asked for`,
  };
};
