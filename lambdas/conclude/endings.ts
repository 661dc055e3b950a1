import { endingOf } from '../../domain/conclude/ending.ts';
import type { ConcludeAnswer, ConcludeInput, ExecutionEnded } from '../../domain/conclude/messages.ts';
import { notification } from '../../domain/conclude/notification.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { conclude } from './conclude.ts';
import type { ConcludePorts } from './ended-run.ts';
import { runOfExecution, runOfState } from './identify.ts';
import { noteRefusal } from './refused.ts';

/** The state machine came to its last state. */
export async function concludeState(
  input: ConcludeInput,
  ports: ConcludePorts & StageContext,
): Promise<ConcludeAnswer> {
  const { state, execution } = input;
  const run = await runOfState(input, ports.table);
  if (run !== undefined) {
    ports.logger.about({ workload: run.workload, runId: run.runId });
    return conclude(run, ports);
  }
  if (state.lease?.outcome === 'refused') {
    const { error } = state.lease;
    await noteRefusal(state.workload, execution.arn, error, ports);
    return { outcome: 'none', error };
  }
  if (state.error === undefined) return { outcome: 'none' };
  return failWithoutRun(state.workload, execution.arn, endingOf(state), ports);
}

/** The execution was stopped, ran out of time or broke down. It has nothing to say when it had concluded before. */
export async function concludeExecution(
  event: ExecutionEnded,
  ports: ConcludePorts & StageContext,
): Promise<ConcludeAnswer> {
  const run = await runOfExecution(event, ports.table, ports.executions);
  if (run === undefined) return { outcome: 'none' };
  ports.logger.about({ workload: run.workload, runId: run.runId });
  return conclude(run, ports);
}

/** The lease stage itself failed: there is no run, but people are told. */
async function failWithoutRun(
  workload: string,
  executionArn: string,
  ending: ReturnType<typeof endingOf>,
  { notifications }: ConcludePorts,
): Promise<ConcludeAnswer> {
  if (!('error' in ending)) return { outcome: 'none' };
  const { error } = ending;
  const line = `${workload}: no run could start, ${error.code}: ${error.what}`;
  await notifications.publish(notification(line, { kind: 'run-not-started', workload, executionArn, error }));
  return { outcome: 'failed', error };
}
