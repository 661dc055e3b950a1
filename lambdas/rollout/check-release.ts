import { PlatformError } from '../../domain/errors.ts';
import { isOfTry, type RegisteredPackage } from '../../domain/register/package-facts.ts';
import type { AdvanceInput } from '../../domain/rollout/messages.ts';
import type { ModelArtifacts } from '../adapters/model-artifacts.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface CheckPorts {
  readonly table: RecordsTable;
  readonly artifacts: ModelArtifacts;
}

/**
 * Before anything changes: the package is approved and of no try, its artifact is the registered and approved one, and a rollback
 * takes back what it was asked to. Throws `ROLLOUT_FAILED`, `ARTIFACT_INVALID` or `ROLLOUT_SUPERSEDED`.
 */
export async function checkRelease(
  input: AdvanceInput,
  released: RegisteredPackage,
  ports: CheckPorts & StageContext,
): Promise<void> {
  const { status, packageVersion, facts } = released;
  if (isOfTry(facts)) {
    throw new PlatformError('ROLLOUT_FAILED', `Version ${packageVersion} is of a try, which never goes live.`, {
      next: "Write what it tried into the workload's file, deploy and start a run.",
    });
  }
  if (status !== 'Approved') {
    throw new PlatformError('ROLLOUT_FAILED', `Version ${packageVersion} is ${status} in the registry, not Approved.`, {
      next: 'Approve it in the registry first.',
    });
  }
  await checkTarget(input, ports);
  await checkArtifact(released, ports);
}

/** A rollback is about what the person saw. When something else went live since then, they have to look again. */
async function checkTarget(
  { workload, packageVersion, takesBack }: AdvanceInput,
  { table }: CheckPorts,
): Promise<void> {
  if (takesBack === undefined) return;
  const live = (await workloadRecords(table, workload).release.read())?.live.packageVersion;
  if (live === undefined || live === takesBack || live === packageVersion) return;
  throw new PlatformError(
    'ROLLOUT_SUPERSEDED',
    `The rollback was to take version ${takesBack} back, but version ${live} is live by now; nothing was changed.`,
    { next: 'Look at what is live and ask again.', details: { takesBack, live } },
  );
}

async function checkArtifact(released: RegisteredPackage, ports: CheckPorts & StageContext): Promise<void> {
  const { packageVersion, artifactUri, facts } = released;
  const approval = await workloadRecords(ports.table, facts.workload).approval(packageVersion).read();
  const approved = approval?.artifactSha256 ?? facts.artifactSha256;
  if (approved !== facts.artifactSha256) throw changed(released, 'was approved', approved, facts.artifactSha256);
  const found = await ports.artifacts.fingerprint(artifactUri);
  switch (found.kind) {
    case 'hashed':
      if (found.sha256 !== approved) throw changed(released, 'is registered', approved, found.sha256);
      return;
    case 'gone':
      throw new PlatformError('ARTIFACT_INVALID', `Version ${packageVersion} cannot go live: ${artifactUri} is gone.`, {
        next: 'Release another version; what was live still is.',
      });
    case 'too-large':
      // The model server checks every file before it serves.
      return ports.logger.warn('the artifact is too large to be hashed here', {
        artifactUri,
        sizeBytes: found.sizeBytes,
      });
  }
}

const changed = (
  { packageVersion, artifactUri }: RegisteredPackage,
  how: string,
  wanted: string,
  found: string,
): PlatformError =>
  new PlatformError(
    'ARTIFACT_INVALID',
    `Version ${packageVersion} cannot go live: ${artifactUri} is not the artifact that ${how}.`,
    { next: 'Release another version; what was live still is.', details: { artifactUri, wanted, found } },
  );
