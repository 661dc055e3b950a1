import type { DeployedVariant } from '../state/records.ts';

/**
 * The variant that answers: each in proportion to its weight.
 * `point` is uniform in [0, 1). Undefined when no variant has a weight.
 */
export function chooseVariant(variants: readonly DeployedVariant[], point: number): DeployedVariant | undefined {
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  let rest = point * total;
  for (const variant of variants) {
    if (variant.weight > 0 && rest < variant.weight) return variant;
    rest -= variant.weight;
  }
  return variants.findLast((variant) => variant.weight > 0);
}
