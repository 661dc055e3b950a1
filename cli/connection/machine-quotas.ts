import { ServiceQuotas } from '../adapters/service-quotas.ts';
import type { Settings } from '../settings/settings.ts';
import { clientOptions } from './connect.ts';
import type { QuotaLimits } from './quota-limits.ts';

/** Who knows how many machines the environment may have. Throws what `clientOptions` does. */
export async function machineQuotas(settings: Settings): Promise<QuotaLimits> {
  if (settings.environment !== 'local') return new ServiceQuotas(await clientOptions(settings));
  const { LocalQuotas } = await import('../adapters/local-quotas.ts');
  return LocalQuotas.of(settings.stateDirectory);
}
