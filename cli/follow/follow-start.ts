import { z } from 'zod';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { leaseAnswerSchema } from '../../domain/lease/messages.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { endedExecution } from './ended-execution.ts';
import { type FollowContext, followRun, poll } from './follow-run.ts';

export interface StartPorts {
  readonly environment: string;
  readonly executions: Pick<Connection['executions'], 'describe'>;
}

/** What an execution that began no run ended with. */
const outputSchema = z.object({ lease: leaseAnswerSchema });

/**
 * Follows the run of an execution that was asked for to its end; undefined when it ended without one, because nothing was
 * new. Throws `LEASE_HELD` when another run goes on, which starts it at its end, or the error that the execution ended with.
 */
export async function followStart(
  context: FollowContext,
  { environment, executions }: StartPorts,
  workload: string,
  executionArn: string,
): Promise<RunRecord | undefined> {
  const { records } = context;
  const again = commandLine(`runs ${workload}`, environment);
  const { run } = await poll(context, `the run of ${workload}`, again, async () => {
    const found = (await records.runs(workload)).find((one) => one.executionArn === executionArn);
    if (found !== undefined) return { run: found };
    const execution = await executions.describe(executionArn);
    if (execution.status === 'RUNNING') return undefined;
    if (execution.status !== 'SUCCEEDED') {
      const what = `The execution that was asked for ended without a run of ${workload}.`;
      throw endedExecution(execution, { code: 'AWS_FAILED', what }, { workload, environment });
    }
    const { lease } = outputSchema.parse(JSON.parse(execution.output ?? '{}'));
    if (lease.outcome === 'busy') throw startsLater(workload, again);
    return { run: undefined };
  });
  return run && followRun(context, workload, run.runId, commandLine(`run ${run.runId} --watch`, environment));
}

const startsLater = (workload: string, next: string): PlatformError =>
  new PlatformError('LEASE_HELD', `Another run of ${workload} goes on. The one that was asked for begins at its end.`, {
    next: `Find it then: \`${next}\`.`,
  });
