import type { AdmitAnswer, AdmitCommand } from '../../domain/admit/messages.ts';
import { stormError } from '../../domain/admit/storm.ts';
import { decideUpload } from '../../domain/admit/upload.ts';
import { budgetSpent, dayOf, spentOn, whyNoRun } from '../../domain/cost/budget.ts';
import { PlatformError } from '../../domain/errors.ts';
import { leaseHeld } from '../../domain/lease/lease-held.ts';
import { assertResumable } from '../../domain/lease/resume.ts';
import { applySettings } from '../../domain/try/apply.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { AdmitPorts } from './ports.ts';
import { brakeStorm } from './storm.ts';

/**
 * What a person asks for. Throws `WORKLOAD_UNKNOWN`, `UPLOAD_UNKNOWN` or `UPLOAD_UNREADABLE`,
 * `CONFIG_INVALID` for settings that cannot be, and for a run to be taken up
 * again `RUN_UNKNOWN`, `RUN_NOT_RESUMABLE` or `LEASE_HELD`.
 */
export async function obey(command: AdmitCommand, ports: AdmitPorts & StageContext): Promise<AdmitAnswer> {
  const { workload } = command;
  const deployed = await ports.workloads.read(workload);
  switch (command.command) {
    case 'start':
      return startRun(command, deployed, ports);
    case 'release':
    case 'exclude': {
      const { uploadId, reason } = command;
      const upload = await workloadRecords(ports.table, workload)
        .upload(uploadId)
        .change((known) => {
          if (known === undefined) throw unknown(workload, uploadId);
          return decideUpload(known, command.command, reason, ports.now());
        });
      return { command: command.command, workload, uploadId, status: upload.status };
    }
  }
}

/** Told at once, though the lease stage looks again: a person waits for the answer. */
async function assertMayResume(workload: string, runId: string, ports: AdmitPorts & StageContext): Promise<void> {
  const records = workloadRecords(ports.table, workload);
  const run = await records.run(runId).read();
  if (run === undefined) throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId} of ${workload}.`);
  assertResumable(run);
  const lease = await records.lease.read();
  if (lease?.holder !== undefined) throw leaseHeld(lease, ports.now());
}

type StartCommand = Extract<AdmitCommand, { command: 'start' }>;

/**
 * A run that would be refused is refused before it starts, so that the caller hears of it. One that is taken up again
 * counts as a run of the day, but is no trigger.
 */
async function startRun(
  command: StartCommand,
  deployed: DeployedWorkload,
  ports: AdmitPorts & StageContext,
): Promise<AdmitAnswer> {
  const { workload, trigger, force, resume, overBudget = false, settings } = command;
  applySettings(deployed.config, settings);
  if (resume !== undefined) await assertMayResume(workload, resume, ports);
  if (!overBudget) await assertBudget(command, deployed, ports);
  if (resume === undefined) {
    const storm = await brakeStorm(workload, 1, deployed, ports);
    if (storm !== undefined) throw stormError(workload, storm, force);
  }
  const name = `${workload}-manual-${command.requestId ?? ports.now().getTime()}`;
  const input = {
    workload,
    trigger,
    force,
    ...(resume === undefined ? {} : { resume }),
    ...(overBudget && { overBudget }),
    ...(settings && { settings }),
  };
  const executionArn = await ports.executions.start(ports.retrainStateMachineArn, name, input);
  return { command: 'start', workload, executionArn };
}

async function assertBudget(
  { workload, resume }: StartCommand,
  deployed: DeployedWorkload,
  ports: AdmitPorts & StageContext,
): Promise<void> {
  const spent = spentOn(dayOf(ports.now()), await workloadRecords(ports.table, workload).runs());
  const why = whyNoRun(spent, deployed.brakes);
  if (why === undefined) return;
  const again = resume === undefined ? `start ${workload}` : `run ${resume} --resume`;
  throw budgetSpent(
    workload,
    spent,
    why,
    `Wait for the next day (UTC), or spend more: \`trainyard ${again} --over-budget\`.`,
  );
}

const unknown = (workload: string, uploadId: string): PlatformError =>
  new PlatformError('UPLOAD_UNKNOWN', `${workload} has no upload ${uploadId}.`, {
    next: `List them: trainyard uploads list ${workload}`,
  });
