import { type ErrorCode, PlatformError } from '../errors.ts';
import type { ApiError } from './messages.ts';

interface Answer {
  readonly status: number;
  readonly what: string;
  readonly next: string;
}

/** Errors that a caller of the API sees; everything else is an unexpected one without its internals. */
const ANSWERS: Partial<Record<ErrorCode, Answer>> = {
  REQUEST_INVALID: { status: 400, what: 'The request is not valid.', next: 'Correct the request.' },
  PAYLOAD_TOO_LARGE: { status: 413, what: 'The request is too large.', next: 'Send less in one request.' },
  WORKLOAD_UNKNOWN: { status: 404, what: 'There is no such workload.', next: 'Check the name in the URL.' },
  NO_MODEL_LIVE: { status: 409, what: 'No model is live yet.', next: 'Upload labelled text and wait for its release.' },
  THROTTLED: { status: 429, what: 'Too many requests.', next: 'Wait a moment and send it again.' },
  ENDPOINT_FAILED: { status: 502, what: 'The model could not answer.', next: 'Report the requestId to the operators.' },
  ENDPOINT_UNAVAILABLE: { status: 503, what: 'The model does not answer.', next: 'Wait a moment and send it again.' },
};

const UNEXPECTED: Answer = {
  status: 500,
  what: 'The request could not be handled.',
  next: 'Report the requestId to the operators.',
};

/** HTTP status and body for an error. */
export function apiErrorOf(error: unknown, requestId: string): { status: number; body: ApiError } {
  const known = error instanceof PlatformError ? error : undefined;
  const answer = known === undefined ? undefined : ANSWERS[known.code];
  if (known === undefined || answer === undefined) {
    const { status, what, next } = UNEXPECTED;
    return { status, body: { code: 'UNEXPECTED', what, why: 'an internal error', next, requestId } };
  }
  const { status, what, next } = answer;
  return { status, body: { code: known.code, what, why: known.message, next: known.next ?? next, requestId } };
}
