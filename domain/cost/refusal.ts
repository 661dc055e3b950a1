import { type Notification, notification } from '../conclude/notification.ts';
import type { RunError } from '../conclude/run-record.ts';
import type { BrakesRecord } from './brakes-record.ts';
import { dayOf } from './budget.ts';

/** The record after a run was refused for the day's budget. */
export function afterRefusal(
  before: BrakesRecord | undefined,
  refused: { readonly workload: string; readonly executionArn: string; readonly error: RunError; readonly now: Date },
): BrakesRecord {
  const { workload, executionArn, error, now } = refused;
  const day = dayOf(now);
  if (before?.refusal?.executionArn === executionArn) return before;
  const count = before?.refusal?.day === day ? before.refusal.count + 1 : 1;
  const { what, why } = error;
  const refusal = { day, at: now.toISOString(), what, why, executionArn, count };
  return { ...before, workload, record: 'brakes', refusal };
}

/** People are told of the first refusal of a day only. */
export const isFirstOfDay = (before: BrakesRecord | undefined, now: Date): boolean =>
  before?.refusal?.day !== dayOf(now);

export const refusalNotification = (workload: string, error: RunError): Notification =>
  notification(`${workload}: no more runs today, ${error.why}`, { kind: 'budget-spent', workload, error });
