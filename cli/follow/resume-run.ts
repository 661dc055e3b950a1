import { randomUUID } from 'node:crypto';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { leaseHeld } from '../../domain/lease/lease-held.ts';
import { assertResumable } from '../../domain/lease/resume.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { endedExecution } from './ended-execution.ts';
import { type FollowContext, poll } from './follow-run.ts';

export interface ResumePorts {
  readonly environment: string;
  readonly admit: Pick<Connection['admit'], 'ask'>;
  readonly executions: Pick<Connection['executions'], 'describe'>;
  readonly records: Pick<Connection['records'], 'run' | 'lease'>;
}

/**
 * Has a failed run taken up again and gives its record once it is under way. Throws what keeps it from being resumed:
 * `RUN_NOT_RESUMABLE`, `LEASE_HELD`, `BUDGET_SPENT`, or the error with which its execution ended before it began.
 */
export async function resumeRun(
  follow: Pick<FollowContext, 'clock' | 'signal' | 'limitSeconds'>,
  { admit, environment, executions, records }: ResumePorts,
  run: RunRecord,
  overBudget = false,
): Promise<RunRecord> {
  const { workload, runId, resumptions } = run;
  assertResumable(run);
  const lease = await records.lease(workload);
  if (lease?.holder !== undefined) throw leaseHeld(lease, follow.clock.now());
  const requestId = randomUUID();
  const answer = await admit.ask({
    command: 'start',
    workload,
    trigger: 'manual',
    force: false,
    resume: runId,
    ...(overBudget && { overBudget }),
    requestId,
  });
  const executionArn = answer.command === 'start' ? answer.executionArn : '';
  const again = commandLine(`run ${runId} --watch`, environment);
  return poll(follow, `run ${runId}`, again, async () => {
    const now = await records.run(workload, runId);
    if (now !== undefined && now.resumptions > resumptions) return now;
    const execution = await executions.describe(executionArn);
    if (execution.status === 'RUNNING') return undefined;
    const otherwise = { code: 'RUN_NOT_RESUMABLE', what: `Run ${runId} was not taken up again.` } as const;
    throw endedExecution(execution, otherwise, { workload, environment });
  });
}
