import { type FaultableClient, faultable } from '../../faults/client.ts';
import { type ClientLimits, type ClientSettings, clientSettings } from './client-settings.ts';

/** An AWS client as every function makes it: with time limits, retries and, in tests, faults. */
export const awsClient = <Client extends FaultableClient>(
  Client: new (settings: ClientSettings) => Client,
  limits: ClientLimits = {},
): Client => faultable(new Client(clientSettings(limits)));
