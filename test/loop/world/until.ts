import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Looks again and again until there is something to see. Throws, naming what was waited for, when the limit is over. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  limitSeconds = 90,
): Promise<T> {
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${limitSeconds} s in vain for ${what}`);
    await delay(POLL_MS);
  }
}
