import { isNativeError } from 'node:util/types';
import { ZodError, z } from 'zod';
import { type ErrorCode, PlatformError } from '../../domain/errors.ts';

/** Why a program failed, on one line. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * What may be said of an error. A message that comes from elsewhere may quote a row, so only those are passed on that
 * speak of names and permissions: the platform's own, AWS's and those about missing settings.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof PlatformError) {
    return said(error.code, `${error.message}${error.next === undefined ? '' : ` ${error.next}`}`);
  }
  if (error instanceof ZodError) return said('UNEXPECTED', z.prettifyError(error));
  if (!isNativeError(error)) return said('UNEXPECTED', 'a value was thrown that is no error');
  if ('$metadata' in error) return said('AWS_FAILED', `${error.name}: ${error.message}`);
  if (isSilence(error)) return said('AWS_FAILED', `AWS did not answer: ${error.message}`);
  const place = /\(?([^/\\(\s]+:\d+):\d+\)?/.exec(error.stack?.split('\n').find((line) => line.includes(' at ')) ?? '');
  return said('UNEXPECTED', `${error.name}${place?.[1] === undefined ? '' : ` at ${place[1]}`}`);
}

/** The failure as a job reports it: `CODE: message`. */
export function failureLine(error: unknown): string {
  const { code, message } = failureOf(error);
  return `${code}: ${message}`;
}

/** True when a connection broke or nothing came over it: such an error speaks of hosts and times. */
const isSilence = (error: Error): boolean =>
  error.name === 'TimeoutError' ||
  ('code' in error && /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT)$/.test(String(error.code)));

const said = (code: ErrorCode, message: string): Failure => ({ code, message: message.replaceAll(/\s+/g, ' ').trim() });
