import type { RuleResult } from '../decision.ts';
import type { Evidence } from '../evidence.ts';

/** One rule of the gate: looks at the evidence and says pass, fail or not applicable, with what it measured. */
export type Rule = (evidence: Evidence) => RuleResult;

/** The result of a rule that has nothing to compare. */
export const notApplicable = (
  rule: RuleResult['rule'],
  explanation: string,
  threshold: number | null = null,
): RuleResult => ({
  rule,
  verdict: 'not-applicable',
  harm: false,
  measured: null,
  threshold,
  interval: null,
  explanation,
});

/** A figure as explanations show it. */
export const shown = (value: number): string => (Math.round(value * 10_000) / 10_000).toString();

/** A difference with its sign. */
export const signed = (value: number): string => `${value >= 0 ? '+' : ''}${shown(value)}`;

export const range = ([low, high]: readonly [number, number]): string => `[${signed(low)}, ${signed(high)}]`;
