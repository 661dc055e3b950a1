import { z } from 'zod';

/** `window`: uploads that come before `dueAt` share one run. */
export const windowRecordSchema = z.object({
  workload: z.string(),
  record: z.literal('window'),
  /** A whole second: a one-time schedule is no finer. */
  dueAt: z.iso.datetime(),
  /** Upload that opened it. */
  openedBy: z.string(),
});
export type WindowRecord = z.infer<typeof windowRecordSchema>;

/** How long before its end a window takes no more uploads: the clocks of two machines may differ by so much. */
const CLOSING_SECONDS = 2;

export interface Arrival {
  readonly workload: string;
  readonly uploadId: string;
  readonly now: Date;
  readonly debounceSeconds: number;
}

/**
 * The window that an upload belongs to: the open one, or a new one. A run reads every upload that was recorded before
 * it starts, so an upload that joins a window before its end cannot be missed.
 */
export function joinWindow(open: WindowRecord | undefined, arrival: Arrival): WindowRecord {
  const { workload, uploadId, debounceSeconds } = arrival;
  const now = arrival.now.getTime();
  const closingMs = Math.min(CLOSING_SECONDS, debounceSeconds / 2) * 1000;
  if (open !== undefined && Date.parse(open.dueAt) - now > closingMs) return open;
  const dueAt = new Date(Math.ceil((now + debounceSeconds * 1000) / 1000) * 1000);
  return { workload, record: 'window', dueAt: dueAt.toISOString(), openedBy: uploadId };
}

/** Name of the window's schedule: the same window, however often it is announced, is one schedule. */
export const scheduleName = (window: WindowRecord): string =>
  `${window.workload}-${Math.floor(Date.parse(window.dueAt) / 1000)}`;
