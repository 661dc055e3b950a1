import { countTriggers, type Storm, stormNotification, stormOf, stormRunName } from '../../domain/admit/storm.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { AdmitPorts } from './ports.ts';

/**
 * Counts triggers, and gives the storm that they are part of. Its one run is scheduled and people are told of it before
 * that: both may be done again, but neither is left out.
 */
export async function brakeStorm(
  workload: string,
  count: number,
  deployed: DeployedWorkload,
  ports: AdmitPorts & StageContext,
): Promise<Storm | undefined> {
  const { brakes } = workloadRecords(ports.table, workload);
  const now = ports.now();
  const record = await brakes.change((before) =>
    countTriggers(before, { workload, count, brakes: deployed.brakes, now }),
  );
  const storm = stormOf(record, now);
  if (storm === undefined) return undefined;
  await ports.scheduler.startAt(stormRunName(workload, storm), new Date(storm.endsAt), {
    workload,
    trigger: 'upload',
    force: false,
  });
  if (record?.window?.toldAt === undefined) {
    ports.logger.warn('too many triggers', { code: 'TRIGGER_STORM', workload, ...storm });
    await ports.notifications.publish(stormNotification(workload, storm));
    await brakes.change((told) =>
      told?.window === undefined ? told : { ...told, window: { ...told.window, toldAt: now.toISOString() } },
    );
  }
  return storm;
}
