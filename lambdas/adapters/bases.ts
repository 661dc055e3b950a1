import { type BaseDescription, type Bases, baseDescriptionSchema } from '../../domain/base/description.ts';
import { namedBases } from '../../domain/base/named-bases.ts';
import { baseKey } from '../../domain/names.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import type { JsonStore } from './artifacts.ts';

/** Of the bases that a workload's candidates start from those that are there. */
export async function findBases(config: WorkloadConfig, artifacts: Pick<JsonStore, 'find'>): Promise<Bases> {
  const found = await Promise.all(
    namedBases(config).map((name) => artifacts.find(baseKey.description(name), baseDescriptionSchema)),
  );
  return Object.fromEntries(
    found.filter((base): base is BaseDescription => base !== undefined).map((base) => [base.name, base]),
  );
}
