import { type Rule, range, shown, signed } from './rule.ts';

/**
 * Superiority: the whole interval of the difference lies above 0. Non-inferiority: above minus the margin. An interval
 * that lies below 0 as a whole shows harm, when a released model is the champion: the new data made it worse.
 */
export const betterThanChampion: Rule = ({ gate, report, test }) => {
  const threshold = gate.mode === 'superiority' ? 0 : -gate.margin;
  const passes = test.interval[0] > threshold;
  const worse = test.interval[1] < 0;
  const wanted = gate.mode === 'superiority' ? 'above 0' : `above ${signed(threshold)}`;
  const tie = test.interval[0] === 0 && test.interval[1] === 0 ? ' (a tie)' : '';
  return {
    rule: 'better-than-champion',
    verdict: passes ? 'pass' : 'fail',
    harm: !passes && worse && report.champion.kind === 'package',
    measured: test.estimate,
    threshold,
    interval: [...test.interval],
    explanation:
      `${gate.metric} ${shown(test.challenger)} against ${shown(test.champion)} of ${report.champion.name}: ` +
      `${signed(test.estimate)}, interval ${range(test.interval)}${tie}; it must lie ${wanted}`,
  };
};
