import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type FaultableClient, faultable } from '../../../faults/client.ts';

/** A connection that is silent for so long is broken: what an object takes as a whole depends on its size. */
const SILENCE_MS = 20_000;

const clientSettings = () => ({
  retryMode: 'standard' as const,
  maxAttempts: 4,
  requestHandler: new NodeHttpHandler({ connectionTimeout: 2_000, socketTimeout: SILENCE_MS }),
});

/** An AWS client as the plane makes it: with limits, retries and, in tests, faults. */
export const awsClient = <Client extends FaultableClient, More extends object>(
  Client: new (settings: ReturnType<typeof clientSettings> & More) => Client,
  more: More,
): Client => faultable(new Client({ ...clientSettings(), ...more }));
