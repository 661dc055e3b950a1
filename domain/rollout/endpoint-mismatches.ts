import type { EndpointObservation } from './observation.ts';
import type { Released } from './release-record.ts';
import type { Mend, Mismatch, Testimony } from './testimony.ts';

/** Between the endpoint and the release record, and down to the registry's digest and image. */
export function endpointMismatches(seen: Testimony): Mismatch[] {
  const { endpoint, release } = seen;
  if (release === undefined) return endpoint === undefined ? [] : [unrecorded(seen, endpoint)];
  const { live } = release;
  const again: Mend = { kind: 'rollback', to: live.packageVersion };
  const record = `the release record says package ${live.packageVersion}`;
  const say = (what: string, mend: Mend = again): Mismatch[] => [
    { between: ['endpoint', 'release record'], what, mend },
  ];
  if (endpoint === undefined) return say(`there is no endpoint, but ${record}`);
  if (endpoint.status !== 'InService') {
    const why = endpoint.failureReason === undefined ? '' : ` (${endpoint.failureReason})`;
    return say(`the endpoint is ${endpoint.status}${why}, but ${record}`);
  }
  if (endpoint.configName !== live.endpointConfigName) {
    const served = servedVersion(endpoint);
    const what = served === undefined ? endpoint.configName : `package ${served} (${endpoint.configName})`;
    return say(`the endpoint serves ${what}, but ${record}`, mendOf(seen, served) ?? again);
  }
  return contentMismatches(seen, endpoint, live).map((what) => ({
    between: ['endpoint', what.with] as const,
    what: what.words,
    mend: again,
  }));
}

function unrecorded(seen: Testimony, endpoint: EndpointObservation): Mismatch {
  const served = servedVersion(endpoint);
  const what = served === undefined ? endpoint.configName : `package ${served}`;
  return {
    between: ['endpoint', 'release record'],
    what: `the endpoint ${endpoint.status === 'InService' ? `serves ${what}` : `is ${endpoint.status}`}, but no release is recorded`,
    mend: mendOf(seen, served) ?? { kind: 'start' },
  };
}

/** The run that brought a version and did not come to its end goes on; it finds the endpoint as it left it. */
function mendOf({ runs, release }: Testimony, version: number | undefined): Mend | undefined {
  const run = runs.find(({ packageVersion }) => packageVersion !== undefined && packageVersion === version);
  const isNewer = version !== undefined && version > (release?.live.packageVersion ?? 0);
  return run?.outcome === 'failed' && isNewer ? { kind: 'resume', runId: run.runId } : undefined;
}

/** The version in the name of an endpoint configuration that the platform made. */
const servedVersion = ({ configName }: EndpointObservation): number | undefined => {
  const version = /-v(\d+)-[0-9a-f]{8}$/.exec(configName)?.[1];
  return version === undefined ? undefined : Number(version);
};

interface ContentMismatch {
  readonly with: 'release record' | 'registry';
  readonly words: string;
}

/** What lies behind the right name. */
function contentMismatches(
  { model, packages }: Testimony,
  { variants, configName, images }: EndpointObservation,
  live: Released,
): ContentMismatch[] {
  const [variant, ...others] = variants ?? [];
  const say = (words: string): ContentMismatch[] => [{ with: 'release record', words }];
  if (variant === undefined) return say(`the endpoint configuration ${configName} was deleted`);
  if (others.length > 0 || variant.modelName !== live.modelName) {
    const names = [variant, ...others].map(({ modelName }) => modelName).join(', ');
    return say(`the endpoint configuration ${configName} serves ${names} instead of ${live.modelName}`);
  }
  if (model === undefined) return say(`the model ${live.modelName} was deleted`);
  const registered = packages.get(live.packageVersion);
  const digest = model.environment.TRAINYARD_MODEL_DIGEST;
  const image = images[variant.name] ?? model.image;
  return [
    ...differs('model digest', digest, registered?.modelDigest),
    ...differs('image', image, registered?.image),
  ].map((words) => ({ with: 'registry', words }) as const);
}

const differs = (what: string, served: string | undefined, registered: string | undefined): string[] =>
  registered === undefined || served === registered
    ? []
    : [`the endpoint serves another ${what} (${served ?? 'none'}) than is registered (${registered})`];
