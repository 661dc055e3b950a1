import type { ObjectCreated } from '../../domain/admit/messages.ts';
import { afterDelivery, awaitsRun, receivedUpload } from '../../domain/admit/upload.ts';
import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import { notification } from '../../domain/conclude/notification.ts';
import { workloadOfKey } from '../../domain/names.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { callRun } from './call-run.ts';
import type { AdmitPorts } from './ports.ts';

/** An upload as recorded, and what its workload wants. */
export interface Admitted {
  readonly upload: UploadRecord;
  readonly deployed: DeployedWorkload;
  readonly isNew: boolean;
}

/** Records an upload, with the messages that brought its event; undefined when it is none of any workload. */
export async function record(
  event: ObjectCreated,
  messageIds: readonly string[],
  ports: AdmitPorts & StageContext,
): Promise<Admitted | undefined> {
  const { key } = event.detail.object;
  if (key.endsWith('/')) {
    ports.logger.info('a folder is no upload', { key });
    return undefined;
  }
  const workload = workloadOfKey(key);
  const deployed = workload === undefined ? undefined : await ports.workloads.find(workload);
  if (workload === undefined || deployed === undefined) {
    await refuse(key, ports);
    return undefined;
  }
  const received = receivedUpload(workload, event);
  let isNew = false;
  const upload = await workloadRecords(ports.table, workload)
    .upload(received.uploadId)
    .change((known) => {
      isNew = known === undefined;
      return afterDelivery(known, received, messageIds);
    });
  const { uploadId, status, duplicates } = upload;
  ports.logger.info('recorded', { workload, uploadId, status, duplicates });
  return { upload, deployed, isNew };
}

/** Calls one run for all uploads of a workload that wait for one. */
export async function callRuns(admitted: readonly Admitted[], ports: AdmitPorts & StageContext): Promise<void> {
  const waiting = admitted.filter(({ upload, deployed }) => deployed.config.trigger.onUpload && awaitsRun(upload));
  const [first] = waiting;
  if (first === undefined) return;
  await callRun(
    {
      workload: first.upload.workload,
      deployed: first.deployed,
      uploads: waiting.map(({ upload }) => upload),
      fresh: waiting.filter(({ isNew }) => isNew).length,
    },
    ports,
  );
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
