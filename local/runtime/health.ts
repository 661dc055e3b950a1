import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
const REQUEST_LIMIT_MS = 2_000;

/** Waits until `url` answers at all with less than 500, or `signal` aborts (then it rejects). */
export async function whenHealthy(url: string, signal: AbortSignal): Promise<void> {
  while (!(await answers(url))) await delay(POLL_MS, undefined, { signal });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}
