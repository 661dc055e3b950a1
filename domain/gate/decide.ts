import { decidingFigure } from '../evaluate/deciding-metric.ts';
import type { EvaluationReport, PairedPredictions } from '../evaluate/report.ts';
import type { GateConfig } from '../workload/gate.ts';
import { type Decision, RULES, type RuleResult } from './decision.ts';
import { type Evidence, gatherEvidence, inconsistencies } from './evidence.ts';
import { normalQuantile, twoSidedZ } from './normal.ts';
import { GATE_RULES } from './rules/index.ts';

const POWER = 0.8;

/**
 * Decides whether the challenger may replace the champion: every rule that applies must pass. Pure and seeded: the same
 * evaluation and configuration give the same decision. An evaluation that contradicts itself is a rejection with that
 * as its reason.
 */
export function decide(
  report: EvaluationReport,
  paired: PairedPredictions,
  gate: GateConfig,
  hashes: Decision['hashes'],
  now: Date,
): Decision {
  const problems = inconsistencies(report, paired, gate);
  const common = {
    schemaVersion: 1,
    workload: report.workload,
    runId: report.runId,
    decidedAt: now.toISOString(),
    metric: gate.metric,
    ...contenders(report, gate),
    hashes,
  } as const;
  if (problems.length > 0) return { ...common, ...undecidable(problems) };
  const evidence = gatherEvidence(report, paired, gate);
  const rules = GATE_RULES.map((rule) => rule(evidence));
  const failed = rules.filter((rule) => rule.verdict === 'fail');
  return {
    ...common,
    verdict: failed.length === 0 ? 'promote' : 'reject',
    suspendUploads: failed.some((rule) => rule.harm),
    reasons: failed.map((rule) => `${rule.rule}: ${rule.explanation}`),
    rules,
    difference: { estimate: evidence.test.estimate, interval: [...evidence.test.interval] },
    detectableDifference: detectableDifference(evidence),
  };
}

function contenders(report: EvaluationReport, gate: GateConfig): Pick<Decision, 'challenger' | 'champion'> {
  const candidate = report.candidates.find((one) => one.name === report.selected);
  return {
    challenger: {
      name: report.challenger.name,
      metric: finite(decidingFigure(gate.metric, report.challenger.test)),
      artifactSha256: candidate?.status === 'evaluated' ? candidate.artifactSha256 : '',
    },
    champion: {
      name: report.champion.name,
      metric: finite(decidingFigure(gate.metric, report.champion.test)),
      artifactSha256: report.champion.kind === 'package' ? report.champion.artifactSha256 : null,
    },
  };
}

/** A figure that is no number is the reason of a rejection, and cannot be kept as JSON. */
const finite = (figure: number): number => (Number.isFinite(figure) ? figure : 0);

/** Smallest difference that the test rows show with 80 % power, from the standard error that was seen. */
function detectableDifference({ gate, paired, test }: Evidence): number {
  // Two models that agree on every row have no spread to learn from; half a row is the least that could be seen.
  const standardError = Math.max(test.standardError, 0.5 / paired.test.truth.length);
  return Math.min(1, (twoSidedZ(gate.confidence) + normalQuantile(POWER)) * standardError);
}

/** A rejection in which nothing was measured. */
function undecidable(problems: readonly string[]) {
  const explanation = `the evaluation contradicts itself: ${problems.join('; ')}`;
  const rules = RULES.map((rule): RuleResult => {
    const failed = rule === 'better-than-champion';
    return {
      rule,
      verdict: failed ? 'fail' : 'not-applicable',
      harm: false,
      measured: null,
      threshold: null,
      interval: null,
      explanation,
    };
  });
  return {
    verdict: 'reject' as const,
    suspendUploads: false,
    reasons: [`better-than-champion: ${explanation}`],
    rules,
    difference: { estimate: 0, interval: [-1, 1] as [number, number] },
    detectableDifference: 1,
  };
}
