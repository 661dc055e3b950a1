import type { ErrorCode } from '../../../domain/errors.ts';

/** An HTTP answer whose body is JSON already; it may come from another thread. */
export interface Answer {
  readonly status: number;
  readonly json: string;
}

/** The platform's error object as an answer. `what` never quotes a text of the request. */
export function refusal(status: number, code: ErrorCode, what: string, next: string): Answer {
  return { status, json: JSON.stringify({ code, what, next }) };
}

export const failure = (): Answer =>
  refusal(500, 'UNEXPECTED', 'The model server could not answer this request.', "See the endpoint's log.");

export const overloaded = (): Answer =>
  refusal(503, 'ENDPOINT_UNAVAILABLE', 'Too many requests wait for the model.', 'Send the request again later.');

export const notReady = (): Answer =>
  refusal(503, 'ENDPOINT_UNAVAILABLE', 'The model is not ready.', 'Send the request again later.');
