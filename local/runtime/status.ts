import { gatewayUrl } from './environment.ts';
import { isProcess } from './process-identity.ts';
import { type RuntimeRecord, readRecord } from './record.ts';
import { supervisorWords } from './single-flight.ts';

/** A runtime as it is now. `failed` carries its reason; only `running` can be used. */
export interface RuntimeStatus extends Omit<RuntimeRecord, 'schemaVersion'> {
  readonly stateDirectory: string;
  /** Where every AWS service of this runtime answers. */
  readonly endpointUrl: string;
}

/** The runtime of a state directory, or undefined when none was ever started there. A dead supervisor's is `failed`. */
export async function readRuntime(stateDirectory: string): Promise<RuntimeStatus | undefined> {
  const record = await readRecord(stateDirectory);
  if (record === undefined) return undefined;
  const { schemaVersion: _, ...known } = record;
  const status = { ...known, stateDirectory, endpointUrl: gatewayUrl(record.gatewayPort) };
  if (record.state === 'stopped' || record.state === 'failed') return status;
  if (await isProcess(record.pid, supervisorWords(stateDirectory))) return status;
  return { ...status, state: 'failed', reason: 'its supervisor was killed, or the machine restarted' };
}
