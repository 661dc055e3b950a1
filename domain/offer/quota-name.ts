import type { Offer } from '../workload/capacity.ts';

/** The quota of Amazon SageMaker that counts the machines of an offer, as Service Quotas calls it. Spot has its own. */
export const quotaName = ({ instanceType, purchase }: Pick<Offer, 'instanceType' | 'purchase'>): string =>
  `${instanceType} for ${purchase === 'spot' ? 'spot ' : ''}training job usage`;
