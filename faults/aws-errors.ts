import type { Refusal } from '../domain/faults/fault.ts';

interface Answer {
  readonly name: string;
  readonly status: number;
  readonly message: string;
}

const ANSWERS: Readonly<Record<Refusal, Answer>> = {
  throttled: { name: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
  'server-error': { name: 'InternalServerError', status: 500, message: 'The service has an internal error.' },
  'access-denied': {
    name: 'AccessDeniedException',
    status: 400,
    message: 'User is not authorized to perform this action (an injected fault)',
  },
};

/** S3 answers in words of its own. */
const S3_ANSWERS: Readonly<Record<Refusal, Answer>> = {
  throttled: { name: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  'server-error': { name: 'InternalError', status: 500, message: 'We encountered an internal error.' },
  'access-denied': { name: 'AccessDenied', status: 403, message: 'Access Denied (an injected fault)' },
};

/** The service's refusal as the SDK throws it: its retries tell by name and status what may be tried again. */
export function refusalOf(service: string, fault: Refusal): Error {
  const { name, status, message } = (service === 'S3' ? S3_ANSWERS : ANSWERS)[fault];
  return Object.assign(new Error(message), {
    name,
    $fault: status >= 500 ? 'server' : 'client',
    $service: service,
    $metadata: { httpStatusCode: status },
  });
}

/** What Node.js throws when the peer closes a connection on which an answer was due. */
export const brokenConnection = (): Error =>
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: {} });
