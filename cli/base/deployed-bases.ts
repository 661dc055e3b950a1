import { type BaseDescription, baseDescriptionSchema } from '../../domain/base/description.ts';
import { usersOfBases } from '../../domain/base/named-bases.ts';
import { baseKey } from '../../domain/names.ts';
import type { Connection } from '../connection/connect.ts';

/** Names of the deployed workloads that start from each base. */
export async function usersOfDeployedBases({
  environment,
  platform,
  parameters,
}: Pick<Connection, 'environment' | 'platform' | 'parameters'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const deployed = await Promise.all(platform.workloads.map((workload) => parameters.workload(environment, workload)));
  return usersOfBases(deployed.flatMap((one) => (one === undefined ? [] : [one.config])));
}

type Place = Pick<Connection, 'objects' | 'platform'>;

/** The base of this name, or undefined. */
export async function findBase({ objects, platform }: Place, name: string): Promise<BaseDescription | undefined> {
  const text = await objects.read(platform.artifactsBucket, baseKey.description(name));
  return text === undefined ? undefined : baseDescriptionSchema.parse(JSON.parse(text));
}

/** Every base of the environment, by name. */
export async function listBases(place: Place): Promise<BaseDescription[]> {
  const keys = await place.objects.keys(place.platform.artifactsBucket, baseKey.all);
  const names = keys.flatMap((key) => {
    const name = /^bases\/([^/]+)\/base\.json$/.exec(key)?.[1];
    return name === undefined ? [] : [name];
  });
  const found = await Promise.all(names.sort().map((name) => findBase(place, name)));
  return found.filter((base) => base !== undefined);
}
