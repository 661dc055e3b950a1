import { endingOf, endingOfExecution } from '../../domain/conclude/ending.ts';
import type { ConcludeInput, ExecutionEnded } from '../../domain/conclude/messages.ts';
import type { Ending } from '../../domain/conclude/run-record.ts';
import { retrainInputSchema } from '../../domain/trigger.ts';
import type { Executions } from '../adapters/executions.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { EndedRun } from './ended-run.ts';

/** The run that a state machine's state is about, or undefined when its execution never got a lease. */
export function runOfState({ state, execution }: ConcludeInput, table: RecordsTable): Promise<EndedRun | undefined> {
  const of = { workload: state.workload, executionArn: execution.arn, stateMachineArn: execution.stateMachineArn };
  const ending = endingOf(state);
  const { lease } = state;
  if (lease?.outcome !== 'acquired') return runOfLease(of, ending, table);
  const { runId, fencingToken } = lease;
  return Promise.resolve({ ...of, runId, fencingToken, ending });
}

/** The run whose execution ended without concluding it, or undefined when it had concluded. */
export async function runOfExecution(
  { detail }: ExecutionEnded,
  table: RecordsTable,
  executions: Pick<Executions, 'describe'>,
): Promise<EndedRun | undefined> {
  const { workload } = retrainInputSchema.parse(JSON.parse(detail.input));
  const of = { workload, executionArn: detail.executionArn, stateMachineArn: detail.stateMachineArn };
  const run = await runOfLease(of, endingOfExecution(detail), table);
  if (run === undefined || detail.error) return run;
  // The event of a stopped execution need not say who stopped it, and why.
  const { error, cause } = (await executions.describe(detail.executionArn)) ?? {};
  return { ...run, ending: endingOfExecution({ ...detail, error, cause: cause ?? detail.cause }) };
}

type Origin = { readonly workload: string; readonly executionArn: string; readonly stateMachineArn: string };

/** A lease stage that failed half-way has told nobody its run: the lease itself knows it. */
async function runOfLease(of: Origin, ending: Ending, table: RecordsTable): Promise<EndedRun | undefined> {
  const lease = await workloadRecords(table, of.workload).lease.read();
  if (lease?.holder !== of.executionArn || lease.runId === undefined) return undefined;
  return { ...of, runId: lease.runId, fencingToken: lease.fencingToken, ending };
}
