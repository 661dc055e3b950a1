import type { RunError } from '../../domain/conclude/run-record.ts';
import { afterRefusal, isFirstOfDay, refusalNotification } from '../../domain/cost/refusal.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

/** Notes that the day's budget refused a run, and tells people of it once a day. */
export async function noteRefusal(
  workload: string,
  executionArn: string,
  error: RunError,
  ports: { readonly table: RecordsTable; readonly notifications: Notifications } & StageContext,
): Promise<void> {
  const { brakes } = workloadRecords(ports.table, workload);
  const now = ports.now();
  // Told before it is noted: news may come twice, but not never.
  if (isFirstOfDay(await brakes.read(), now)) await ports.notifications.publish(refusalNotification(workload, error));
  await brakes.change((before) => afterRefusal(before, { workload, executionArn, error, now }));
  ports.logger.warn('refused', { code: error.code, reason: error.why });
}
