import { z } from 'zod';

export const RULES = [
  'minimum-quality',
  'better-than-champion',
  'no-worse-on-own-rows',
  'new-labels-credible',
  'no-class-worse',
  'latency',
  'enough-rows',
] as const;

/**
 * One rule with what was measured. `harm` marks a failed rule that speaks against the new data (the model got worse),
 * as opposed to one that lacks evidence that it got better: only harm suspends the uploads of the run.
 */
export const ruleResultSchema = z.strictObject({
  rule: z.enum(RULES),
  verdict: z.enum(['pass', 'fail', 'not-applicable']),
  harm: z.boolean(),
  measured: z.number().nullable(),
  threshold: z.number().nullable(),
  /** Two-sided interval at the gate's confidence. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  explanation: z.string(),
});
export type RuleResult = z.infer<typeof ruleResultSchema>;

/** `decision.json`: the gate's record. */
export const decisionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  workload: z.string(),
  runId: z.string(),
  decidedAt: z.iso.datetime(),
  verdict: z.enum(['promote', 'reject']),
  /** True when a failed rule shows harm: the run's new uploads are suspended. */
  suspendUploads: z.boolean(),
  reasons: z.array(z.string()),
  rules: z.array(ruleResultSchema),
  metric: z.string(),
  challenger: z.strictObject({ name: z.string(), metric: z.number(), artifactSha256: z.string() }),
  champion: z.strictObject({ name: z.string(), metric: z.number(), artifactSha256: z.string().nullable() }),
  /** Challenger minus champion on the test split, with its paired-bootstrap interval. */
  difference: z.strictObject({ estimate: z.number(), interval: z.tuple([z.number(), z.number()]) }),
  /** Smallest difference that so many rows would have shown with 80 % power. */
  detectableDifference: z.number(),
  hashes: z.strictObject({ dataset: z.string(), configuration: z.string(), evaluation: z.string() }),
});
export type Decision = z.infer<typeof decisionSchema>;

/** Names of the rules that were not met. */
export const failedRules = ({ rules }: Decision): RuleResult['rule'][] =>
  rules.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
