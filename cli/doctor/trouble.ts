import { asPlatformError, failureOf } from '../failure/failure.ts';
import type { Finding } from './finding.ts';

/** What could not be looked at, and why. */
export function trouble(name: string, error: unknown): Finding {
  const { what, next } = failureOf(asPlatformError(error));
  return { name, verdict: 'bad', found: what, next };
}
