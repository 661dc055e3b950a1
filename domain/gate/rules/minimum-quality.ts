import { type Rule, shown } from './rule.ts';

/** The challenger's metric on the test rows reaches the workload's minimum. */
export const minimumQuality: Rule = ({ gate, test }) => {
  const passes = test.challenger >= gate.minimum;
  return {
    rule: 'minimum-quality',
    verdict: passes ? 'pass' : 'fail',
    harm: false,
    measured: test.challenger,
    threshold: gate.minimum,
    interval: null,
    explanation: `${gate.metric} is ${shown(test.challenger)}; at least ${shown(gate.minimum)} is asked for`,
  };
};
