import { loadConfiguration } from '../../config/load.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { Platform } from '../../domain/platform.ts';
import { Admit } from '../adapters/admit.ts';
import { ApiKeys } from '../adapters/api-keys.ts';
import { Endpoints } from '../adapters/endpoints.ts';
import { Executions } from '../adapters/executions.ts';
import { Identity } from '../adapters/identity.ts';
import { Keep } from '../adapters/keep.ts';
import { Objects } from '../adapters/objects.ts';
import { Parameters } from '../adapters/parameters.ts';
import { PredictionApi } from '../adapters/prediction-api.ts';
import { Records } from '../adapters/records.ts';
import { Registry } from '../adapters/registry.ts';
import { commandLine } from '../invocation.ts';
import type { Settings } from '../settings/settings.ts';
import { type ClientOptions, optionsForAws, optionsForEndpoint } from './client-options.ts';

/** A deployed environment with everything to look at it and to work with it. */
export interface Connection {
  readonly environment: string;
  readonly platform: Platform;
  readonly parameters: Parameters;
  readonly records: Records;
  readonly objects: Objects;
  readonly registry: Registry;
  readonly endpoints: Endpoints;
  readonly executions: Executions;
  readonly admit: Admit;
  readonly keep: Keep;
  readonly identity: Identity;
  /** Asks for the API's key first. */
  predictionApi(): Promise<PredictionApi>;
}

/**
 * How to reach the environment's AWS API: in the region that was named, else in the one that it is configured for.
 * Throws `RUNTIME_NOT_RUNNING` for a local one that is down, `CONFIG_INVALID` for one that has no file.
 */
export async function clientOptions({
  environment,
  region,
  profile,
  stateDirectory,
}: Settings): Promise<ClientOptions> {
  if (environment !== 'local') {
    const configured = await loadConfiguration(environment);
    return optionsForAws(region ?? configured.environment.region, profile);
  }
  const { localVariables } = await import('../adapters/local-runtime.ts');
  return optionsForEndpoint(await localVariables(stateDirectory));
}

/** The emulator serves a stage of a REST API under a path of its own; on AWS every API has a host of its own. */
function reachable(platform: Platform, { endpoint }: ClientOptions): Platform {
  if (endpoint === undefined) return platform;
  const stage = platform.apiUrl.slice(platform.apiUrl.lastIndexOf('/') + 1);
  return { ...platform, apiUrl: `${endpoint}/restapis/${platform.restApiId}/${stage}/_user_request_` };
}

/** Throws `RUNTIME_NOT_RUNNING`, `ENVIRONMENT_NOT_DEPLOYED` or what AWS says. */
export async function connect(settings: Settings): Promise<Connection> {
  const options = await clientOptions(settings);
  const parameters = new Parameters(options);
  const platform = reachable(await parameters.platform(settings.environment), options);
  return {
    environment: settings.environment,
    platform,
    parameters,
    records: new Records(options, platform.recordsTable),
    objects: new Objects(options),
    registry: new Registry(options),
    endpoints: new Endpoints(options),
    executions: new Executions(options),
    admit: new Admit(options, platform.admitFunctionName),
    keep: new Keep(options, platform.keepFunctionName),
    identity: new Identity(options),
    predictionApi: async () => new PredictionApi(platform.apiUrl, await new ApiKeys(options).value(platform.apiKeyId)),
  };
}

/** Throws `WORKLOAD_UNKNOWN` with the names that there are. */
export function requireWorkload({ environment, platform }: Connection, workload: string): void {
  if (platform.workloads.includes(workload)) return;
  throw new PlatformError('WORKLOAD_UNKNOWN', `The environment ${environment} has no workload ${workload}.`, {
    next: `Use ${platform.workloads.join(' or ')}, or add config/workloads/${workload}.ts and run \`${commandLine('deploy', environment)}\`.`,
    details: { why: `Deployed are: ${platform.workloads.join(', ')}.` },
  });
}
