import { join } from 'node:path';
import type { ClientOptions } from '../cli/connection/client-options.ts';
import { type Connection, clientOptions, connect } from '../cli/connection/connect.ts';
import { ROOT } from '../cli/root.ts';
import { resolveSettings } from '../cli/settings/settings.ts';

export const DEMO_STATE = join(ROOT, '.trainyard', 'demo');

/** The runtime that `demo --keep` left up. Throws `RUNTIME_NOT_RUNNING`. */
export async function demoRuntime(): Promise<{ readonly connection: Connection; readonly options: ClientOptions }> {
  const settings = resolveSettings({ env: 'local', state: DEMO_STATE }, {}, {}, { working: ROOT, root: ROOT });
  return { connection: await connect(settings), options: await clientOptions(settings) };
}
