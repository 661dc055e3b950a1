import { manifestSchema } from '../../../domain/prepare/manifest.ts';
import type { Loop } from '../loop.ts';

/**
 * Everything that is not as it must be once nothing is left to do, whatever went wrong before: each upload and each run
 * has one end, nothing was made twice, nothing is held or paid for any more, and what is live is what the record says.
 */
export async function violations(loop: Loop): Promise<string[]> {
  const parts = await Promise.all([
    ends(loop),
    datasets(loop),
    Promise.resolve(jobs(loop)),
    packages(loop),
    live(loop),
    held(loop),
  ]);
  return parts.flat();
}

const FINAL_UPLOAD = new Set(['admitted', 'suspended', 'excluded', 'unreadable']);

async function ends({ world, machines }: Loop): Promise<string[]> {
  const [uploads, runs] = await Promise.all([world.records.uploads(), world.records.runs()]);
  return [
    ...uploads.filter(({ status }) => !FINAL_UPLOAD.has(status)).map(({ key, status }) => `upload ${key} is ${status}`),
    ...runs.filter(({ endedAt }) => endedAt === undefined).map(({ runId, outcome }) => `run ${runId} is ${outcome}`),
    ...runs
      .filter(({ outcome, error }) => outcome === 'failed' && (error === undefined || error.code === 'UNEXPECTED'))
      .map(({ runId, error }) => `run ${runId} ended without a typed reason: ${error?.what ?? 'none'}`),
    ...machines.all.filter(({ status }) => status === 'RUNNING').map(({ name }) => `execution ${name} goes on`),
  ];
}

async function datasets({ world }: Loop): Promise<string[]> {
  const manifests = [...world.lake.documents]
    .filter(([key]) => key.startsWith('manifests/'))
    .map(([, text]) => manifestSchema.parse(JSON.parse(text)));
  const ids = manifests.map(({ id }) => id);
  const versions = manifests.map(({ version }) => version).sort((a, b) => a - b);
  return [
    ...(new Set(ids).size < ids.length ? [`a dataset was committed twice: ${ids.join(' ')}`] : []),
    ...(versions.some((version, at) => version !== at + 1) ? [`versions have gaps: ${versions.join(' ')}`] : []),
    ...manifests
      .filter(({ counts: c }) => c.received !== c.accepted + c.duplicates + c.quarantined)
      .map(({ version }) => `the counts of version ${version} do not add up`),
  ];
}

function jobs({ jobs: { all, running } }: Loop): string[] {
  const done = all
    .filter(({ status }) => status === 'Completed')
    .map(({ name }) => name.replace(/-(r\d+)?(o\d)?$/, ''));
  return [
    ...running.map(({ name }) => `job ${name} goes on`),
    ...done.filter((name, at) => done.indexOf(name) < at).map((name) => `job ${name} was done twice`),
  ];
}

async function packages({ world }: Loop): Promise<string[]> {
  const runIds = world.registry.packages.map(({ facts }) => facts.runId);
  const runs = await world.records.runs();
  // One that is taken up again asks again.
  const failed = new Set(runs.filter(({ outcome }) => outcome === 'failed').map(({ runId }) => runId));
  return [
    ...runIds.filter((id, at) => runIds.indexOf(id) < at).map((id) => `run ${id} has two packages`),
    ...runs
      .filter(({ outcome, packageVersion }) => outcome === 'deployed' && packageVersion === undefined)
      .map(({ runId }) => `run ${runId} was deployed without a package`),
    ...world.registry.packages
      .filter(({ status, facts }) => status === 'PendingManualApproval' && !failed.has(facts.runId))
      .map(({ packageVersion }) => `version ${packageVersion} waits for a person whom nobody asks`),
  ];
}

async function live({ world, runtime }: Loop): Promise<string[]> {
  const release = await world.records.release.read();
  const recorded = release?.live.endpointConfigName;
  return [
    ...(recorded === runtime.liveConfig ? [] : [`${runtime.liveConfig} is live, but the record says ${recorded}`]),
  ];
}

/** A rollout that is gone holds nothing: the next one takes the turn over. */
async function held({ world, machines }: Loop): Promise<string[]> {
  const [lease, rollout] = await Promise.all([world.records.lease.read(), world.records.rollout.read()]);
  return [
    ...(lease?.holder === undefined ? [] : [`${lease.holder} holds the lease`]),
    ...(lease?.rerunRequested === true ? ['a run is owed'] : []),
    ...(machines.find(rollout?.holder?.execution ?? '')?.status === 'RUNNING' ? ['a rollout has the turn'] : []),
    ...(rollout?.waiting ?? [])
      .filter(({ execution }) => machines.find(execution)?.status === 'RUNNING')
      .map(({ execution }) => `${execution} waits for its turn`),
  ];
}
