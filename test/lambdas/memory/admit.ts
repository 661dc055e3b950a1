import type { ObjectCreated } from '../../../domain/admit/messages.ts';
import { callRuns, record } from '../../../lambdas/admit/admit.ts';
import type { AdmitPorts } from '../../../lambdas/admit/ports.ts';
import type { StageContext } from '../../../lambdas/runtime/stage-handler.ts';

/** One event by itself, as a batch of one handles it. */
export async function admit(event: ObjectCreated, ports: AdmitPorts & StageContext): Promise<void> {
  const admitted = await record(event, [], ports);
  if (admitted !== undefined) await callRuns([admitted], ports);
}
