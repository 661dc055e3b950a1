import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Time limits and retries of every AWS client: a call that hangs ends well before its function does. */
export const clientSettings = (limits: { readonly requestTimeoutMs?: number; readonly maxAttempts?: number } = {}) => ({
  retryMode: 'standard' as const,
  maxAttempts: limits.maxAttempts ?? 4,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout: limits.requestTimeoutMs ?? 8_000,
    throwOnRequestTimeout: true,
  }),
});
