import type { AdmitAnswer, AdmitCommand } from '../../domain/admit/messages.ts';
import { decideUpload } from '../../domain/admit/upload.ts';
import { PlatformError } from '../../domain/errors.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { AdmitPorts } from './admit.ts';

/** What a person asks for. Throws `WORKLOAD_UNKNOWN`, `UPLOAD_UNKNOWN` or `UPLOAD_UNREADABLE`. */
export async function obey(command: AdmitCommand, ports: AdmitPorts & StageContext): Promise<AdmitAnswer> {
  const { workload } = command;
  await ports.workloads.read(workload);
  switch (command.command) {
    case 'start': {
      const name = `${workload}-manual-${command.requestId ?? ports.now().getTime()}`;
      const { trigger, force } = command;
      const executionArn = await ports.executions.start(ports.retrainStateMachineArn, name, {
        workload,
        trigger,
        force,
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

const unknown = (workload: string, uploadId: string): PlatformError =>
  new PlatformError('UPLOAD_UNKNOWN', `${workload} has no upload ${uploadId}.`, {
    next: `List them: trainyard uploads list ${workload}`,
  });
