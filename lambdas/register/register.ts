import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import { evaluationReportSchema } from '../../domain/evaluate/report.ts';
import { decisionSchema } from '../../domain/gate/decision.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey, modelPackageGroupName } from '../../domain/names.ts';
import type { RegisterAnswer, RegisterInput } from '../../domain/register/messages.ts';
import { approvalOf, type NewPackage, newPackage } from '../../domain/register/new-package.ts';
import type { RegisteredPackage } from '../../domain/register/package-facts.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Images } from '../adapters/images.ts';
import type { Registry } from '../adapters/registry.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface RegisterPorts {
  readonly environment: string;
  readonly table: RecordsTable;
  readonly artifacts: JsonStore;
  readonly registry: Registry;
  readonly images: Images;
}

/** Puts the run's winner into the model registry, refused or not; a run has one package however often this runs. */
export async function register(input: RegisterInput, ports: RegisterPorts & StageContext): Promise<RegisterAnswer> {
  const { workload, runId } = input;
  const records = workloadRecords(ports.table, workload);
  await assertHolds(records, runId, input.fencingToken, ports.now());
  const [plan, report, decision] = await Promise.all([
    ports.artifacts.read(artifactKey.plan(workload, runId), planSchema),
    ports.artifacts.read(artifactKey.evaluation(workload, runId), evaluationReportSchema),
    ports.artifacts.read(artifactKey.decision(workload, runId), decisionSchema),
  ]);
  const fresh = newPackage(plan, report, decision);
  const registered = await findOrCreate(fresh, new Date(plan.createdAt), ports);
  await giveReason(registered, fresh, ports.registry);

  const approval = approvalOf(plan, decision);
  const { packageArn, packageVersion } = registered;
  await changeRun(records, runId, input.fencingToken, (run) => ({
    ...withMarks(run, approval, packageVersion, ports.now()),
    packageArn,
    packageVersion,
  }));
  return { packageArn, packageVersion, approval, approvalTimeoutSeconds: plan.deployed.approvalTimeoutSeconds };
}

async function findOrCreate(fresh: NewPackage, since: Date, ports: RegisterPorts): Promise<RegisteredPackage> {
  const { registry, images, artifacts, environment } = ports;
  const { workload, runId } = fresh.facts;
  const group = modelPackageGroupName(environment, workload);
  const found = await registry.findOfRun(group, runId, since);
  if (found !== undefined) return found;
  const packageArn = await registry.create(group, fresh, {
    token: `${workload}-${runId}`.slice(-36),
    evaluationUri: artifacts.uri(artifactKey.evaluation(workload, runId)),
    imageDigest: await images.digestOf(fresh.image),
  });
  return registry.describe(packageArn);
}

/** A new package cannot carry the reason of its status. What a person wrote meanwhile stands. */
async function giveReason(registered: RegisteredPackage, fresh: NewPackage, registry: Registry): Promise<void> {
  if (fresh.status === 'PendingManualApproval' || registered.status !== fresh.status) return;
  if (registered.reason === '') await registry.decide(registered.packageArn, fresh.status, fresh.reason);
}

function withMarks(run: RunRecord, approval: RegisterAnswer['approval'], version: number, now: Date): RunRecord {
  const registered = endStage(run, 'register', { status: 'done', now, note: `version ${version}` });
  switch (approval) {
    case 'rejected':
      return registered;
    case 'manual':
      return beginStage(registered, 'approve', now);
    case 'auto':
      return beginStage(endStage(registered, 'approve', { status: 'skipped', now, note: 'by policy' }), 'rollout', now);
  }
}
