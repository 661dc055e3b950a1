import { notApplicable, type Rule, shown } from './rule.ts';

/** The challenger's median latency over the champion's, measured alternately in one process. */
export const latency: Rule = ({ gate, report }) => {
  const base = { rule: 'latency', harm: false, threshold: gate.maxLatencyRatio, interval: null } as const;
  const { challengerP50Ms, championP50Ms } = report.latency;
  if (report.champion.kind === 'baseline') {
    return notApplicable('latency', 'the majority baseline takes no time', gate.maxLatencyRatio);
  }
  if (championP50Ms === undefined || championP50Ms <= 0) {
    return { ...base, verdict: 'fail', measured: null, explanation: "the champion's latency was not measured" };
  }
  const ratio = challengerP50Ms / championP50Ms;
  return {
    ...base,
    verdict: ratio <= gate.maxLatencyRatio ? 'pass' : 'fail',
    measured: ratio,
    explanation:
      `p50 ${shown(challengerP50Ms)} ms against ${shown(championP50Ms)} ms, ${shown(ratio)} times the champion's; ` +
      `at most ${gate.maxLatencyRatio} is allowed`,
  };
};
