import type { ErrorCode } from '../errors.ts';
import type { AskedRollout, RolloutEnd, RolloutHolder, RolloutRecord } from './turn-record.ts';

/** No invocation of the function that takes steps lasts longer; whoever was silent for so long can act no more. */
export const STEP_SECONDS = 30;

/** How long an end is remembered: longer than any execution of the state machine lasts. */
const MEMORY_SECONDS = 10_800;
const MEMORY_ENTRIES = 50;

/** How a rollout stands towards its turn. */
export type Turn =
  | { readonly kind: 'held'; readonly fencingToken: number; readonly recalledBy: string | undefined }
  | { readonly kind: 'waiting'; readonly behind: AskedRollout | RolloutHolder }
  | { readonly kind: 'ended'; readonly error: RolloutEnd['error'] };

type Failure = { readonly code: ErrorCode; readonly message: string };

/**
 * Asks for the turn, or for news of it; the same execution may ask as often as it likes. Turns go by the order of
 * asking, rollbacks first. A rollback is a person's word against everything that was asked for before it: promotions
 * that wait end as superseded, and the one that has its turn is recalled.
 */
export function claim(
  before: RolloutRecord | undefined,
  workload: string,
  asked: AskedRollout,
  now: Date,
): { readonly record: RolloutRecord; readonly turn: Turn } {
  const known = before ?? { workload, record: 'rollout', fencingToken: 0, waiting: [], ended: [] };
  const ended = known.ended.find(({ execution }) => execution === asked.execution);
  if (ended !== undefined) return { record: known, turn: { kind: 'ended', error: ended.error } };
  const { holder } = known;
  if (holder?.execution === asked.execution) {
    const { fencingToken } = known;
    const record = { ...known, holder: { ...holder, heartbeatAt: now.toISOString() } };
    return { record, turn: { kind: 'held', fencingToken, recalledBy: holder.recalledBy } };
  }
  const { lastRollback } = known;
  if (asked.reason === 'promoted' && lastRollback !== undefined && asked.askedAt <= lastRollback.askedAt) {
    const end = superseded(asked, lastRollback.by, now);
    return {
      record: { ...known, ended: remember(known.ended, [end], now) },
      turn: { kind: 'ended', error: end.error },
    };
  }
  const record = enqueue(known, asked, now);
  if (record.holder !== undefined) return { record, turn: { kind: 'waiting', behind: record.holder } };
  const first = firstOf(record.waiting) ?? asked;
  if (first.execution !== asked.execution) {
    return { record, turn: { kind: 'waiting', behind: first } };
  }
  const fencingToken = record.fencingToken + 1;
  const at = now.toISOString();
  return {
    record: {
      ...record,
      fencingToken,
      holder: { ...first, since: at, heartbeatAt: at },
      waiting: record.waiting.filter(({ execution }) => execution !== asked.execution),
    },
    turn: { kind: 'held', fencingToken, recalledBy: undefined },
  };
}

/** True while the holder of this token may act. */
export const hasTurn = (record: RolloutRecord | undefined, execution: string, fencingToken: number): boolean =>
  record?.holder?.execution === execution && record.fencingToken === fencingToken;

/** The record with the holder's sign of life. */
export const renewed = (record: RolloutRecord, now: Date): RolloutRecord =>
  record.holder === undefined ? record : { ...record, holder: { ...record.holder, heartbeatAt: now.toISOString() } };

/** The record after an execution came to its end, whether it had its turn or waited. An end stays the first one. */
export function ended(record: RolloutRecord, execution: string, now: Date, error?: Failure): RolloutRecord {
  if (record.ended.some((one) => one.execution === execution)) return record;
  const { holder, waiting, ...rest } = record;
  return {
    ...rest,
    ...(holder === undefined || holder.execution === execution ? {} : { holder }),
    waiting: waiting.filter((one) => one.execution !== execution),
    ended: remember(
      record.ended,
      [{ execution, at: now.toISOString(), ...(error === undefined ? {} : { error }) }],
      now,
    ),
  };
}

/** True when a turn may be taken from a holder whose execution is gone: nothing that it began can still act. */
export const isSilent = ({ heartbeatAt }: RolloutHolder, now: Date): boolean =>
  now.getTime() - Date.parse(heartbeatAt) > STEP_SECONDS * 1000;

function enqueue(record: RolloutRecord, asked: AskedRollout, now: Date): RolloutRecord {
  if (record.waiting.some(({ execution }) => execution === asked.execution)) return record;
  if (asked.reason === 'promoted') return { ...record, waiting: [...record.waiting, asked] };
  const { holder, lastRollback } = record;
  const isOvertaken = ({ reason, askedAt }: AskedRollout) => reason === 'promoted' && askedAt <= asked.askedAt;
  const isLatest = lastRollback === undefined || lastRollback.askedAt < asked.askedAt;
  return {
    ...record,
    ...(holder !== undefined && isOvertaken(holder)
      ? { holder: { ...holder, recalledBy: holder.recalledBy ?? asked.by } }
      : {}),
    ...(isLatest ? { lastRollback: { by: asked.by, askedAt: asked.askedAt } } : {}),
    waiting: [...record.waiting.filter((one) => !isOvertaken(one)), asked],
    ended: remember(
      record.ended,
      record.waiting.filter(isOvertaken).map((one) => superseded(one, asked.by, now)),
      now,
    ),
  };
}

const superseded = ({ execution, packageVersion }: AskedRollout, by: string, now: Date): RolloutEnd => ({
  execution,
  at: now.toISOString(),
  error: supersededBy(by, packageVersion),
});

/** Why a promotion that a rollback was asked for after does not go live. */
export const supersededBy = (by: string, packageVersion: number): Failure => ({
  code: 'ROLLOUT_SUPERSEDED',
  message: `Version ${packageVersion} did not go live: a rollback was asked for meanwhile, by ${by}.`,
});

const firstOf = (waiting: readonly AskedRollout[]): AskedRollout | undefined =>
  waiting.find(({ reason }) => reason === 'rollback') ?? waiting[0];

function remember(before: readonly RolloutEnd[], fresh: readonly RolloutEnd[], now: Date): RolloutEnd[] {
  const since = now.getTime() - MEMORY_SECONDS * 1000;
  return [...before.filter(({ at }) => Date.parse(at) > since), ...fresh].slice(-MEMORY_ENTRIES);
}

/** Time until a rollout that waits looks again. */
export const turnWaitSeconds = (waitedSeconds: number): number =>
  waitedSeconds < 30 ? 2 : waitedSeconds < 300 ? 5 : 15;
