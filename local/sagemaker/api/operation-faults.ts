import type { Refusal } from '../../../domain/faults/fault.ts';
import { type Failures, forEver } from '../../../faults/effect.ts';
import { ServiceError, type ServiceErrorType } from './service-error.ts';

/** The connection is to be broken instead of answering. */
export class AnswerLost extends Error {}

const REFUSALS: Readonly<Record<Refusal, ServiceErrorType>> = {
  throttled: 'ThrottlingException',
  'server-error': 'InternalFailure',
  'access-denied': 'AccessDeniedException',
};

/** How an action of the API fails in tests that ask for it. */
export const OPERATION_FAILURES: Failures<never> = {
  refused: (fault) => new ServiceError(REFUSALS[fault], 'An injected fault'),
  lost: () => new AnswerLost(),
  hang: forEver,
};
