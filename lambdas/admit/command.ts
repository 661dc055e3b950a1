import type { AdmitAnswer, AdmitCommand } from '../../domain/admit/messages.ts';
import { decideUpload } from '../../domain/admit/upload.ts';
import { PlatformError } from '../../domain/errors.ts';
import { leaseHeld } from '../../domain/lease/lease-held.ts';
import { assertResumable } from '../../domain/lease/resume.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { AdmitPorts } from './admit.ts';

/**
 * What a person asks for. Throws `WORKLOAD_UNKNOWN`, `UPLOAD_UNKNOWN` or `UPLOAD_UNREADABLE`, and for a run to be taken up
 * again `RUN_UNKNOWN`, `RUN_NOT_RESUMABLE` or `LEASE_HELD`.
 */
export async function obey(command: AdmitCommand, ports: AdmitPorts & StageContext): Promise<AdmitAnswer> {
  const { workload } = command;
  await ports.workloads.read(workload);
  switch (command.command) {
    case 'start': {
      const name = `${workload}-manual-${command.requestId ?? ports.now().getTime()}`;
      const { trigger, force, resume } = command;
      if (resume !== undefined) await assertMayResume(workload, resume, ports);
      const executionArn = await ports.executions.start(ports.retrainStateMachineArn, name, {
        workload,
        trigger,
        force,
        ...(resume === undefined ? {} : { resume }),
      });
      return { command: 'start', workload, executionArn };
    }
    case 'release':
    case 'exclude': {
      const { uploadId, reason } = command;
      const upload = await workloadRecords(ports.table, workload)
        .upload(uploadId)
        .change((known) => {
          if (known === undefined) throw unknown(workload, uploadId);
          return decideUpload(known, command.command, reason);
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

const unknown = (workload: string, uploadId: string): PlatformError =>
  new PlatformError('UPLOAD_UNKNOWN', `${workload} has no upload ${uploadId}.`, {
    next: `List them: trainyard uploads list ${workload}`,
  });
