import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ClientLimits {
  /** @default 8,000 */
  readonly requestTimeoutMs?: number;
  /** @default 4 */
  readonly maxAttempts?: number;
}

export type ClientSettings = ReturnType<typeof clientSettings>;

/** Time limits and retries of every AWS client: a call that hangs ends well before its function does. */
export const clientSettings = (limits: ClientLimits = {}) => ({
  retryMode: 'standard' as const,
  maxAttempts: limits.maxAttempts ?? 4,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: 2_000,
    requestTimeout: limits.requestTimeoutMs ?? 8_000,
    throwOnRequestTimeout: true,
  }),
});
