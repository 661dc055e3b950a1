import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

/** The stages in which something is killed. */
export const PHASES = ['prepare', 'train', 'rollout'] as const;
export type Phase = (typeof PHASES)[number];

/** The run that read the upload, once its records say that it has come to the phase. */
export const inPhase = (world: World, uploadId: string, phase: Phase): Promise<RunRecord> =>
  until(`the ${phase} of the run of ${uploadId}`, async () => {
    const run = (await world.records.runs(WORKLOAD)).find(({ uploadIds }) => uploadIds.includes(uploadId));
    return run?.stages[phase] === undefined ? undefined : run;
  });
