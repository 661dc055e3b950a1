import { type Configuration, loadConfiguration } from '../../config/load.ts';
import { type NeededQuota, neededQuotas, quotaVerdict, strandedCandidates } from '../../domain/offer/needed-quotas.ts';
import { quotaClaims } from '../../domain/tune/quota-claims.ts';
import { machineQuotas } from '../connection/machine-quotas.ts';
import type { QuotaLimit, QuotaLimits } from '../connection/quota-limits.ts';
import { asPlatformError, failureOf } from '../failure/failure.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';
import { trouble } from './trouble.ts';

/** Whether the account may have the machines that the workloads' trainings are offered. */
export async function quotas(settings: Settings): Promise<Finding[]> {
  let configuration: Configuration;
  try {
    configuration = await loadConfiguration(settings.environment);
  } catch (error) {
    return [trouble('quotas', error)];
  }
  return quotaFindings(configuration, () => machineQuotas(settings));
}

/** Quotas that cannot be read keep no command from working: the finding says why, and what to look for instead. */
export async function quotaFindings(
  { workloads, environment }: Configuration,
  connect: () => Promise<QuotaLimits>,
): Promise<Finding[]> {
  const trained = workloads.map((workload) => ({ name: workload.name, candidates: quotaClaims(workload) }));
  const needed = neededQuotas(trained, environment.sizes.parallelCandidates);
  let limits: ReadonlyMap<string, QuotaLimit>;
  try {
    limits = await (await connect()).of(needed);
  } catch (error) {
    return [unread(needed, error)];
  }
  const instances = new Map([...limits].map(([name, limit]) => [name, limit.instances]));
  return needed.map((quota) =>
    findingOf(quota, limits.get(quota.name), strandedCandidates(trained, quota.name, instances)),
  );
}

function findingOf(quota: NeededQuota, limit: QuotaLimit | undefined, stranded: readonly string[]): Finding {
  const name = `quota ${quota.name}`;
  const takes = `a run takes ${quota.perRun} at once`;
  if (limit === undefined) {
    const next = `Look whether AWS has ${quota.instanceType} in this region.`;
    return { name, verdict: 'note', found: `not known to Service Quotas; ${takes}`, next };
  }
  const { instances } = limit;
  const found = `${Number.isFinite(instances) ? instances : 'not limited'}; ${takes}`;
  const verdict = quotaVerdict(quota, instances);
  switch (verdict) {
    case 'enough':
      return { name, verdict: 'good', found };
    case 'in-turn':
      return {
        name,
        verdict: 'note',
        found: `${found}: one training waits for the other`,
        next: limit.raise(quota.perRun),
      };
    case 'refused':
      return {
        name,
        ...(stranded.length === 0
          ? { verdict: 'note', found: `${found}: trainings go on to their next offer` }
          : { verdict: 'bad', found: `${found}, and ${stranded.join(', ')} may have no other machine` }),
        next: limit.raise(quota.perRun),
      };
    default:
      return verdict satisfies never;
  }
}

function unread(needed: readonly NeededQuota[], error: unknown): Finding {
  const { code, what, next } = failureOf(asPlatformError(error));
  const names = needed.map(({ name, perRun }) => `${name} (${perRun})`).join(', ');
  return {
    name: 'quotas',
    verdict: 'note',
    found: `trainings need ${names}, which could not be read: ${what}`,
    next:
      code === 'ACCESS_DENIED'
        ? 'Allow servicequotas:ListServiceQuotas and servicequotas:ListAWSDefaultServiceQuotas, or look in the Service Quotas console under Amazon SageMaker.'
        : next,
  };
}
