import { PlatformError } from '../../domain/errors.ts';
import { modelPackageGroupName } from '../../domain/names.ts';
import { type RollbackTarget, rollbackTarget } from '../../domain/rollout/rollback-target.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';

/** What is asked of a connection. */
export interface RollbackPorts {
  readonly environment: string;
  readonly records: Pick<Connection['records'], 'release' | 'rollout'>;
  readonly registry: Pick<Connection['registry'], 'packages'>;
}

/** How often the records are read again when a rollout began or ended in between. */
const READS = 5;

/** What was live before what is live or on its way. Throws `ROLLBACK_UNAVAILABLE`. */
async function beforeTheLast({ records, environment }: RollbackPorts, workload: string): Promise<RollbackTarget> {
  let rollout = await records.rollout(workload);
  let release = await records.release(workload);
  for (let read = 1; read < READS; read += 1) {
    const again = await records.rollout(workload);
    const isSame =
      again?.fencingToken === rollout?.fencingToken && again?.holder?.execution === rollout?.holder?.execution;
    rollout = again;
    if (isSame) break;
    release = await records.release(workload);
  }
  const found = rollbackTarget(release, rollout);
  if (found !== undefined) return found;
  throw new PlatformError('ROLLBACK_UNAVAILABLE', `${workload} has no earlier release to go back to.`, {
    next: `See what there is: \`${commandLine(`models ${workload}`, environment)}\`.`,
    details: { why: release ? 'What is live is the first release.' : 'Nothing is live.' },
  });
}

/** The package that a rollback releases. */
export interface Destination {
  readonly packageArn: string;
  readonly packageVersion: number;
  readonly runId: string;
  readonly takesBack?: number;
}

/** A version that a person names, live or not. Throws `ROLLBACK_UNAVAILABLE`. */
async function namedVersion(connection: RollbackPorts, workload: string, version: number): Promise<Destination> {
  const { environment, registry } = connection;
  const packages = await registry.packages(modelPackageGroupName(environment, workload));
  const found = packages.find((one) => one.version === version);
  const models = commandLine(`models ${workload}`, environment);
  if (found?.approval !== 'Approved') {
    throw new PlatformError('ROLLBACK_UNAVAILABLE', `Package ${version} of ${workload} cannot be released.`, {
      next: `Choose one that is Approved: \`${models}\`.`,
      details: { why: found === undefined ? 'The registry does not have it.' : `The registry says ${found.approval}.` },
    });
  }
  return { packageArn: found.arn, packageVersion: version, runId: found.runId ?? '' };
}

/** Where a rollback leads: to the version that a person names, else to the one before. */
export async function destination(
  connection: RollbackPorts,
  workload: string,
  to: number | undefined,
): Promise<Destination> {
  if (to !== undefined) return namedVersion(connection, workload, to);
  const { target, takesBack } = await beforeTheLast(connection, workload);
  return { ...target, takesBack };
}
