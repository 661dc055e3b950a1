import { type Notification, notification } from '../conclude/notification.ts';
import type { BrakesRecord } from '../cost/brakes-record.ts';
import { PlatformError } from '../errors.ts';
import type { Brakes } from '../workload/brakes.ts';

/** The storm breaker of a workload while it is open: what comes now shares one run at `endsAt`. */
export interface Storm {
  readonly triggers: number;
  readonly endsAt: string;
}

export interface Triggers {
  readonly workload: string;
  /** New ones; 0 only looks. */
  readonly count: number;
  readonly brakes: Brakes;
  readonly now: Date;
}

/**
 * The record after triggers came. They are counted in windows, each of which begins with a trigger; too many in one open
 * the breaker until its end.
 */
export function countTriggers(
  before: BrakesRecord | undefined,
  { workload, count, brakes, now }: Triggers,
): BrakesRecord | undefined {
  if (count === 0) return before;
  const open = before?.window;
  const at = now.toISOString();
  const current =
    open !== undefined && Date.parse(open.endsAt) > now.getTime()
      ? open
      : { startedAt: at, endsAt: wholeSecondAfter(now, brakes.windowSeconds), triggers: 0 };
  const triggers = current.triggers + count;
  const opens = current.openedAt === undefined && triggers > brakes.triggersPerWindow;
  return {
    ...before,
    workload,
    record: 'brakes',
    window: { ...current, triggers, ...(opens ? { openedAt: at } : {}) },
  };
}

/** A one-time schedule is no finer. */
const wholeSecondAfter = (now: Date, seconds: number): string =>
  new Date(Math.ceil(now.getTime() / 1000 + seconds) * 1000).toISOString();

/** The storm that goes on, if any. */
export function stormOf(record: BrakesRecord | undefined, now: Date): Storm | undefined {
  const window = record?.window;
  if (window?.openedAt === undefined || Date.parse(window.endsAt) <= now.getTime()) return undefined;
  return { triggers: window.triggers, endsAt: window.endsAt };
}

/** Name of the schedule of the one run that a storm comes to. */
export const stormRunName = (workload: string, { endsAt }: Storm): string =>
  `${workload}-storm-${Math.floor(Date.parse(endsAt) / 1000)}`;

export const stormNotification = (workload: string, storm: Storm): Notification =>
  notification(`${workload}: ${storm.triggers} triggers at once, one run follows at ${storm.endsAt}`, {
    kind: 'trigger-storm',
    workload,
    ...storm,
    error: { code: 'TRIGGER_STORM', ...stormText(workload, storm) },
  });

/** The answer to a person who asks for a run in a storm. A forced one is not kept, so it has to be asked for again. */
export const stormError = (workload: string, storm: Storm, isForced: boolean): PlatformError => {
  const { what, why, next } = stormText(workload, storm);
  return new PlatformError('TRIGGER_STORM', what, {
    next: isForced ? `Ask for the forced run again after ${storm.endsAt}.` : next,
    details: { workload, ...storm, why },
  });
};

const stormText = (workload: string, { triggers, endsAt }: Storm) => ({
  what: `${triggers} uploads and starts of ${workload} came within one window; one run over all of them starts at ${endsAt}.`,
  why: 'More came than `brakes.triggersPerWindow` allows.',
  next: 'Look for what sends so many. Nothing is lost.',
});
