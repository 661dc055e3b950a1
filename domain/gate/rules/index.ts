import { betterThanChampion } from './better-than-champion.ts';
import { enoughRows } from './enough-rows.ts';
import { latency } from './latency.ts';
import { minimumQuality } from './minimum-quality.ts';
import { newLabelsCredible } from './new-labels-credible.ts';
import { noClassWorse } from './no-class-worse.ts';
import { noWorseOnOwnRows } from './no-worse-on-own-rows.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of a decision. */
export const GATE_RULES: readonly Rule[] = [
  minimumQuality,
  betterThanChampion,
  noWorseOnOwnRows,
  newLabelsCredible,
  noClassWorse,
  latency,
  enoughRows,
];
