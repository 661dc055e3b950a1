import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { endpointName } from '../../domain/names.ts';
import type { ReleaseRecord } from '../../domain/rollout/release-record.ts';
import type { PackageSaying, Testimony } from '../../domain/rollout/testimony.ts';
import type { ModelPackage } from '../adapters/registry.ts';
import type { Connection } from '../connection/connect.ts';

/** Decisions that are looked at: the newest ones, and that of the live package. */
const NEWEST = 5;

/** Asks registry, endpoint and records what they say of a workload. */
export async function testimonyOf(connection: Connection, workload: string): Promise<Testimony> {
  const { environment, records, endpoints, executions } = connection;
  const [release, rollout, runs, allApprovals, endpoint] = await Promise.all([
    records.release(workload),
    records.rollout(workload),
    records.runs(workload),
    records.approvals(workload),
    endpoints.observe(endpointName(environment, workload)),
  ]);
  const approvals = allApprovals.filter(
    ({ packageVersion }, index) => index < NEWEST || packageVersion === release?.live.packageVersion,
  );
  const modelName = endpoint?.variants?.[0]?.modelName;
  const [packages, model, holder] = await Promise.all([
    sayings(connection, packagesNamed(release, runs, approvals)),
    modelName === undefined ? undefined : endpoints.model(modelName),
    rollout?.holder && executions.find(rollout.holder.execution),
  ]);
  return {
    release,
    rollout,
    isHolderRunning: holder?.status === 'RUNNING',
    endpoint,
    model,
    runs,
    approvals,
    packages,
  };
}

/** ARNs by version of the packages that somebody says something about. */
function packagesNamed(
  release: ReleaseRecord | undefined,
  runs: readonly RunRecord[],
  approvals: readonly ApprovalRecord[],
): Map<number, string> {
  const newest = runs.find(({ packageVersion }) => packageVersion !== undefined);
  const named = [newest, ...approvals, release?.live].flatMap((one) =>
    one?.packageVersion === undefined || one.packageArn === undefined
      ? []
      : [[one.packageVersion, one.packageArn] as const],
  );
  return new Map(named);
}

async function sayings(
  { registry }: Connection,
  arns: ReadonlyMap<number, string>,
): Promise<Map<number, PackageSaying>> {
  const said = await Promise.all(
    [...arns].map(async ([version, arn]) => [version, sayingOf(await registry.find(arn))] as const),
  );
  return new Map(said);
}

const sayingOf = (found: ModelPackage | undefined): PackageSaying =>
  found === undefined || found.approval === 'Unknown'
    ? { status: 'gone' }
    : { status: found.approval, image: found.image, modelDigest: found.modelDigest };
