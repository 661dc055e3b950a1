import type { GateConfig } from '../../workload/gate.ts';
import { notApplicable, type Rule, shown } from './rule.ts';

/** Whether a median latency, in ms, is one that people do not notice, or not too many times that of another model. */
export const isQuickEnough = (
  p50Ms: number,
  otherP50Ms: number,
  { latencyBudgetMs, maxLatencyRatio }: Pick<GateConfig, 'latencyBudgetMs' | 'maxLatencyRatio'>,
): boolean => p50Ms <= latencyBudgetMs || p50Ms / otherP50Ms <= maxLatencyRatio;

/**
 * The challenger's median latency, measured alternately with the champion's in one process: it is either short enough
 * for anybody, or not so much longer than the champion's.
 */
export const latency: Rule = ({ gate, report }) => {
  const { maxLatencyRatio, latencyBudgetMs } = gate;
  const base = { rule: 'latency', harm: false, threshold: maxLatencyRatio, interval: null } as const;
  const { challengerP50Ms, championP50Ms } = report.latency;
  if (report.champion.kind === 'baseline') {
    return notApplicable('latency', 'the majority baseline takes no time', maxLatencyRatio);
  }
  if (championP50Ms === undefined || !(championP50Ms > 0)) {
    return { ...base, verdict: 'fail', measured: null, explanation: "the champion's latency was not measured" };
  }
  const ratio = challengerP50Ms / championP50Ms;
  return {
    ...base,
    verdict: isQuickEnough(challengerP50Ms, championP50Ms, gate) ? 'pass' : 'fail',
    measured: ratio,
    explanation:
      `p50 ${shown(challengerP50Ms)} ms against ${shown(championP50Ms)} ms, ${shown(ratio)} times the champion's; ` +
      `up to ${latencyBudgetMs} ms is always allowed, and more up to ${maxLatencyRatio} times the champion's`,
  };
};
