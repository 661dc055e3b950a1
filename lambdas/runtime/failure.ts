import { PlatformError } from '../../domain/errors.ts';

/** The parts of an AWS SDK error that matter here. */
interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly $service?: string;
}

const isServiceError = (error: unknown): error is ServiceError => error instanceof Error && '$metadata' in error;

/** True for an AWS error of one of these names. */
export const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name);

const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE']);

/** True when a service did not answer at all, or not in time. */
export const isSilence = (error: unknown): boolean =>
  isNamed(error, 'TimeoutError', 'AbortError') ||
  (error instanceof Error && 'code' in error && NETWORK_CODES.has(String(error.code)));

/**
 * The platform's error for anything that was thrown. A state machine matches on its code: `AWS_FAILED` may be tried
 * again, `ACCESS_DENIED` and `QUOTA_EXCEEDED` need a person first.
 */
export function platformErrorOf(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (isServiceError(error)) return awsError(error);
  if (isNamed(error, 'TimeoutError', 'AbortError', 'CredentialsProviderError')) {
    return new PlatformError('AWS_FAILED', `AWS did not answer: ${messageOf(error)}`, {
      retryable: true,
      cause: error,
    });
  }
  return new PlatformError('UNEXPECTED', messageOf(error), { cause: error });
}

function awsError(error: ServiceError): PlatformError {
  const what = `${error.$service ?? 'AWS'} ${error.name}: ${error.message}`;
  const status = error.$metadata.httpStatusCode ?? 0;
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(error.name)) {
    return new PlatformError('ACCESS_DENIED', what, {
      next: 'Deploy the environment again, so that its roles are complete.',
      cause: error,
    });
  }
  if (/ResourceLimitExceeded|ServiceQuotaExceeded/.test(error.name)) {
    return new PlatformError('QUOTA_EXCEEDED', what, { next: 'Raise the quota of the account.', cause: error });
  }
  const transient = status >= 500 || status === 429 || status === 0 || /Throttl|TooManyRequests/.test(error.name);
  return new PlatformError(transient ? 'AWS_FAILED' : 'UNEXPECTED', what, { retryable: transient, cause: error });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
