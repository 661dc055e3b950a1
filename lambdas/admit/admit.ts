import type { ObjectCreated } from '../../domain/admit/messages.ts';
import { awaitsRun, receivedUpload } from '../../domain/admit/upload.ts';
import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import { joinWindow, scheduleName } from '../../domain/admit/window.ts';
import { notification } from '../../domain/conclude/notification.ts';
import { workloadOfKey } from '../../domain/names.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Scheduler } from '../adapters/scheduler.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface AdmitPorts {
  readonly table: RecordsTable;
  readonly workloads: Workloads;
  readonly scheduler: Scheduler;
  readonly executions: Executions;
  readonly notifications: Notifications;
  readonly retrainStateMachineArn: string;
}

/**
 * Records an upload and sees to it that a run comes for it. Any part of it may happen again: the record, the window,
 * the schedule and the execution have names that follow from the upload, so a repeated event finds them.
 */
export async function admit(event: ObjectCreated, ports: AdmitPorts & StageContext): Promise<void> {
  const { key } = event.detail.object;
  if (key.endsWith('/')) return ports.logger.info('a folder is no upload', { key });
  const workload = workloadOfKey(key);
  const deployed = workload === undefined ? undefined : await ports.workloads.find(workload);
  if (workload === undefined || deployed === undefined) return refuse(key, ports);

  const received = receivedUpload(workload, event);
  const records = workloadRecords(ports.table, workload);
  const upload = await records.upload(received.uploadId).change((known) => known ?? received);
  ports.logger.info('recorded', { workload, uploadId: upload.uploadId, status: upload.status });
  if (deployed.config.trigger.onUpload && awaitsRun(upload)) await callRun(upload, deployed, ports);
}

async function callRun(
  upload: UploadRecord,
  deployed: DeployedWorkload,
  ports: AdmitPorts & StageContext,
): Promise<void> {
  const { workload, uploadId } = upload;
  const input = { workload, trigger: 'upload', force: false } as const;
  const { debounceSeconds } = deployed;
  if (debounceSeconds === 0) {
    // Named after the upload: what comes while that execution runs has an execution of its own, and is not lost.
    await ports.executions.start(ports.retrainStateMachineArn, `${workload}-${uploadId}`, input);
    return;
  }
  const window = await workloadRecords(ports.table, workload).window.change((open) =>
    joinWindow(open, { workload, uploadId, now: ports.now(), debounceSeconds }),
  );
  await ports.scheduler.startAt(scheduleName(window), new Date(window.dueAt), input);
}

/** An object in nobody's folder is said to people and then forgotten: trying again would not help. */
async function refuse(key: string, { logger, notifications }: AdmitPorts & StageContext): Promise<void> {
  logger.warn('no workload has this folder', { code: 'UPLOAD_NO_WORKLOAD', key });
  await notifications.publish(
    notification(`UPLOAD_NO_WORKLOAD: ${key} lies in no workload's folder and was not read`, {
      kind: 'upload-refused',
      error: {
        code: 'UPLOAD_NO_WORKLOAD',
        what: `${key} lies in no workload's folder.`,
        why: 'The first folder of a key is the name of a workload.',
        next: 'Upload it again under <workload>/.',
      },
    }),
  );
}
