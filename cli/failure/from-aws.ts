import { z } from 'zod';
import { type ErrorCode, PlatformError } from '../../domain/errors.ts';

const CODE_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  CredentialsProviderError: 'CREDENTIALS_MISSING',
  TokenProviderError: 'CREDENTIALS_MISSING',
  ExpiredToken: 'CREDENTIALS_MISSING',
  ExpiredTokenException: 'CREDENTIALS_MISSING',
  InvalidClientTokenId: 'CREDENTIALS_MISSING',
  UnrecognizedClientException: 'CREDENTIALS_MISSING',
  InvalidAccessKeyId: 'CREDENTIALS_MISSING',
  SignatureDoesNotMatch: 'CREDENTIALS_MISSING',
  AccessDenied: 'ACCESS_DENIED',
  AccessDeniedException: 'ACCESS_DENIED',
  UnauthorizedOperation: 'ACCESS_DENIED',
  ThrottlingException: 'THROTTLED',
  TooManyRequestsException: 'THROTTLED',
  LimitExceededException: 'QUOTA_EXCEEDED',
  ResourceLimitExceeded: 'QUOTA_EXCEEDED',
  ServiceQuotaExceededException: 'QUOTA_EXCEEDED',
};

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE']);

const isServiceError = (error: Error): boolean => '$metadata' in error || '$fault' in error;

const causeSchema = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  /** Happy Eyeballs collects one error for each address. */
  errors: z.array(z.unknown()).optional().catch(undefined),
  cause: z.unknown().optional(),
});

/** True when the other side could not be reached at all, whatever the error is wrapped in. */
export function isUnreachable(error: unknown): boolean {
  const known = causeSchema.safeParse(error).data;
  if (known === undefined) return false;
  if (known.code !== undefined && UNREACHABLE.has(known.code)) return true;
  return (known.errors ?? []).some(isUnreachable) || (known.cause !== undefined && isUnreachable(known.cause));
}

/** An AWS SDK error as a `PlatformError`, or undefined when it is none. */
export function fromAws(error: unknown): PlatformError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith('Region is missing')) {
    return new PlatformError('CREDENTIALS_MISSING', 'No AWS region is set.', {
      next: 'Name one with --region, AWS_REGION or in the profile.',
      details: { why: 'The AWS SDK needs a region to know where to look.' },
      cause: error,
    });
  }
  if (isUnreachable(error)) {
    return new PlatformError('AWS_FAILED', 'The AWS API could not be reached.', {
      next: 'Check the network and run the command again.',
      retryable: true,
      details: { why: error.message || 'The connection was refused.' },
      cause: error,
    });
  }
  const code = CODE_BY_NAME[error.name];
  if (code === undefined && !isServiceError(error)) return undefined;
  return new PlatformError(code ?? 'AWS_FAILED', `${error.name}: ${error.message}`, { cause: error });
}
