import { isNativeError } from 'node:util/types';
import { ZodError, z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';

/**
 * One line about why a job failed. A message that comes from elsewhere may quote a row, so only those are passed on that
 * speak of names and permissions: the platform's own, AWS's and those about missing settings.
 */
export function failureLine(error: unknown): string {
  if (error instanceof PlatformError) {
    return oneLine(`${error.code}: ${error.message}${error.next === undefined ? '' : ` ${error.next}`}`);
  }
  if (error instanceof ZodError) return oneLine(`UNEXPECTED: ${z.prettifyError(error)}`);
  if (!isNativeError(error)) return 'UNEXPECTED: a value was thrown that is no error';
  if ('$metadata' in error) return oneLine(`AWS_FAILED: ${error.name}: ${error.message}`);
  if (isSilence(error)) return oneLine(`AWS_FAILED: AWS did not answer: ${error.message}`);
  const place = /\(?([^/\\(\s]+:\d+):\d+\)?/.exec(error.stack?.split('\n').find((line) => line.includes(' at ')) ?? '');
  return oneLine(`UNEXPECTED: ${error.name}${place?.[1] === undefined ? '' : ` at ${place[1]}`}`);
}

/** True when a connection broke or nothing came over it: such an error speaks of hosts and times. */
const isSilence = (error: Error): boolean =>
  error.name === 'TimeoutError' ||
  ('code' in error && /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/.test(String(error.code)));

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
