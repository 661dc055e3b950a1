import { PlatformError } from '../../domain/errors.ts';
import type { AdvanceInput } from '../../domain/rollout/messages.ts';
import { claim, ended, hasTurn, isSilent, renewed, type Turn } from '../../domain/rollout/turn.ts';
import type { AskedRollout, RolloutEnd } from '../../domain/rollout/turn-record.ts';
import type { Executions } from '../adapters/executions.ts';
import type { RecordsTable } from '../records/table.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface TurnPorts {
  readonly table: RecordsTable;
  readonly executions: Pick<Executions, 'status'>;
}

/** Most rollouts that are found gone in one look at the turn. */
const LOOKS = 5;

/** Asks for the workload's turn, past rollouts whose executions are gone. */
export async function askForTurn(input: AdvanceInput, ports: TurnPorts & StageContext): Promise<Turn> {
  const records = workloadRecords(ports.table, input.workload);
  const asked = askedOf(input);
  let turn = await claimTurn(records, input.workload, asked, ports.now());
  for (let look = 0; look < LOOKS && turn.kind === 'waiting'; look += 1) {
    const { behind } = turn;
    if ('heartbeatAt' in behind && !isSilent(behind, ports.now())) return turn;
    const status = await ports.executions.status(behind.execution);
    if (status === 'RUNNING') return turn;
    ports.logger.warn('takes over from a rollout that is gone', { execution: behind.execution, status });
    await dismiss(records, behind.execution, ports.now());
    turn = await claimTurn(records, input.workload, asked, ports.now());
  }
  return turn;
}

/** Throws `LEASE_LOST` when the turn is another rollout's by now. Called before each effect. */
export async function keepTurn(
  { workload, execution }: AdvanceInput,
  fencingToken: number,
  { table, now }: TurnPorts & StageContext,
): Promise<void> {
  const record = await workloadRecords(table, workload).rollout.change((current) =>
    current !== undefined && hasTurn(current, execution.arn, fencingToken) ? renewed(current, now()) : current,
  );
  if (!hasTurn(record, execution.arn, fencingToken)) throw turnLost(execution.arn);
}

/** Gives the turn back for good; `error` is what this rollout says from then on. */
export async function endTurn(
  { workload, execution }: AdvanceInput,
  error: RolloutEnd['error'],
  { table, now }: TurnPorts & StageContext,
): Promise<void> {
  await workloadRecords(table, workload).rollout.change(
    (current) => current && ended(current, execution.arn, now(), error),
  );
}

async function claimTurn(records: WorkloadRecords, workload: string, asked: AskedRollout, now: Date): Promise<Turn> {
  let turn: Turn | undefined;
  await records.rollout.change((current) => {
    const claimed = claim(current, workload, asked, now);
    turn = claimed.turn;
    return claimed.record;
  });
  if (turn === undefined) throw new PlatformError('UNEXPECTED', 'The turn was not asked for.');
  return turn;
}

async function dismiss(records: WorkloadRecords, execution: string, now: Date): Promise<void> {
  const { code, message } = turnLost(execution);
  await records.rollout.change((current) => current && ended(current, execution, now, { code, message }));
}

const turnLost = (execution: string): PlatformError =>
  new PlatformError('LEASE_LOST', `Another rollout took the turn over from ${execution}.`, {
    next: 'Look at what is live, and ask again if it is not what you want.',
  });

const askedOf = ({ execution, packageVersion, runId, reason, by }: AdvanceInput): AskedRollout => ({
  execution: execution.arn,
  packageVersion,
  runId,
  reason,
  by,
  askedAt: new Date(execution.startedAt).toISOString(),
});
