import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import { MAX_RESUMPTIONS } from '../../../domain/names.ts';
import { WORKLOAD } from '../../lambdas/memory/world.ts';
import { isObject, type Json } from '../asl/json.ts';
import type { Loop } from '../loop.ts';

const ROUNDS = 6;
const HOUR_SECONDS = 3600;

/**
 * What the platform and people do after a fault: retries and `keep` do their work, messages in the dead-letter queue
 * are moved back, a failed run is taken up again, and what was not run at all is started.
 */
export async function recover(loop: Loop): Promise<void> {
  await loop.settle();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const lost = loop.functions.lost.splice(0).filter(({ stage }) => stage === 'admit');
    const next = await whatIsLeft(loop);
    if (lost.length === 0 && next === undefined) return;
    for (const { stage, event } of lost) loop.functions.send(stage, event);
    await loop.clock.pass(HOUR_SECONDS);
    loop.beat();
    await loop.settle();
    const still = await whatIsLeft(loop);
    if (still === undefined) continue;
    loop.machines.begin('retrain', `again-${round}`, { workload: WORKLOAD, trigger: 'manual', force: false, ...still });
    await loop.settle();
  }
}

/** Input of the execution that a person would start, or undefined when all is well. */
async function whatIsLeft({ world, machines }: Loop): Promise<{ readonly resume?: string } | undefined> {
  const [runs, uploads, lease] = await Promise.all([
    world.records.runs(),
    world.records.uploads(),
    world.records.lease.read(),
  ]);
  const waiting = uploads.filter(({ status }) => status === 'received');
  const refused = machines.all
    .filter(({ error }) => error === 'RUN_NOT_RESUMABLE')
    .map(({ input }) => resumedBy(input));
  const failed = runs.find(
    ({ outcome, runId, resumptions, stages }) =>
      outcome === 'failed' &&
      resumptions < MAX_RESUMPTIONS &&
      !refused.includes(runId) &&
      (wasCutOff(stages) || waiting.some((upload) => upload.runId === runId)),
  );
  if (failed !== undefined) return { resume: failed.runId };
  const isOpen = lease?.holder !== undefined || runs.some(({ endedAt }) => endedAt === undefined);
  return isOpen || waiting.length > 0 ? {} : undefined;
}

/** Stopped while the endpoint may have been changing: `status` shows that it serves something else than the record says. */
const wasCutOff = ({ rollout }: RunRecord['stages']): boolean =>
  rollout?.status === 'failed' && rollout.note?.startsWith('RUN_ABORTED') === true;

const resumedBy = (input: Json): Json | undefined => (isObject(input) ? input.resume : undefined);
