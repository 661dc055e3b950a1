import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import { joinWindow, scheduleName } from '../../domain/admit/window.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { AdmitPorts } from './ports.ts';
import { brakeStorm } from './storm.ts';

export interface Call {
  readonly workload: string;
  readonly deployed: DeployedWorkload;
  /** Those that wait for a run. */
  readonly uploads: readonly UploadRecord[];
  /** How many of them nobody had seen before. */
  readonly fresh: number;
}

/** Sees to it that a run comes for uploads of one workload. */
export async function callRun(call: Call, ports: AdmitPorts & StageContext): Promise<void> {
  const { workload, deployed, uploads, fresh } = call;
  if (uploads.length === 0) return;
  if ((await brakeStorm(workload, fresh, deployed, ports)) !== undefined) return;
  const { debounceSeconds } = deployed;
  if (debounceSeconds === 0) {
    await Promise.all(uploads.map(({ uploadId }) => startNow(workload, uploadId, ports)));
    return;
  }
  const [{ uploadId } = { uploadId: '' }] = uploads;
  const window = await workloadRecords(ports.table, workload).window.change((open) =>
    joinWindow(open, { workload, uploadId, now: ports.now(), debounceSeconds }),
  );
  await ports.scheduler.startAt(scheduleName(window), new Date(window.dueAt), inputOf(workload));
}

/** Named after the upload: what comes while that execution runs has an execution of its own, and is not lost. */
const startNow = (workload: string, uploadId: string, { executions, retrainStateMachineArn }: AdmitPorts) =>
  executions.start(retrainStateMachineArn, `${workload}-${uploadId}`, inputOf(workload));

const inputOf = (workload: string) => ({ workload, trigger: 'upload', force: false }) as const;
