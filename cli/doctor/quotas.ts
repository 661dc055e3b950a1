import { loadConfiguration } from '../../config/load.ts';
import { neededQuotas } from '../../domain/offer/quota-name.ts';
import { quotaClaims } from '../../domain/tune/quota-claims.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';
import { trouble } from './trouble.ts';

/** The quotas that the workloads' trainings need. They are named, not read: new accounts have none of most. */
export async function quotas({ environment }: Settings): Promise<Finding> {
  const name = 'quotas';
  if (environment === 'local') {
    return { name, verdict: 'note', found: 'not checked: the local runtime has no Service Quotas' };
  }
  try {
    const { workloads } = await loadConfiguration(environment);
    const needed = neededQuotas(workloads.flatMap(quotaClaims));
    return {
      name,
      verdict: 'note',
      found: `not read; trainings need ${needed.map((quota) => `${quota.name} (${quota.instances})`).join(', ')}`,
      next: 'Look in the Service Quotas console under Amazon SageMaker, and ask for what is below that.',
    };
  } catch (error) {
    return trouble(name, error);
  }
}
