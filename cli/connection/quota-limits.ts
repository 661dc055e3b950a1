import type { NeededQuota } from '../../domain/offer/needed-quotas.ts';

/** How many instances an account may have of a quota at once. */
export interface QuotaLimit {
  /** Infinity where nothing is limited. */
  readonly instances: number;
  /** What a person does to have so many, as an instruction. */
  readonly raise: (instances: number) => string;
}

/** The quotas of machines where an environment runs. */
export interface QuotaLimits {
  /** By the name of the quota; one that is not known there is left out. Throws what the service says. */
  of(
    quotas: readonly Pick<NeededQuota, 'name' | 'instanceType' | 'purchase'>[],
  ): Promise<ReadonlyMap<string, QuotaLimit>>;
}
