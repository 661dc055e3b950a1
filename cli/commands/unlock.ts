import { PlatformError } from '../../domain/errors.ts';
import type { CommandFile, CommandResult } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { type Lock, lockOf, lockText } from '../output/lock.ts';
import type { Settings } from '../settings/settings.ts';

/** Frees the lease of a workload whose holder is gone. Throws `LEASE_HELD` while the holder is at work. */
async function unlock(settings: Settings, workload: string): Promise<CommandResult> {
  const connection = await connect(settings);
  const { environment, keep } = connection;
  requireWorkload(connection, workload);
  const kept = await keep.unlock(workload);
  const { executionArn, ...holder } = kept?.holder ?? {};
  const lock =
    executionArn === undefined || kept?.holder === undefined
      ? undefined
      : lockOf({ fencingToken: kept.holder.fencingToken, ...holder, holder: executionArn }, new Date());
  if (kept?.lease === 'held' && lock !== undefined) throw stillHeld(workload, lock, environment);
  const started = kept?.started === undefined ? '' : ' The run that was asked for meanwhile has been started.';
  return {
    json: {
      schemaVersion: 1,
      workload,
      lease: kept?.lease ?? 'free',
      lock: lock ?? null,
      started: kept?.started ?? null,
    },
    text:
      lock === undefined
        ? `The lease of ${workload} is free.${started}`
        : `The lease of ${workload} is free again. ${lockText(lock)} had it, and its execution is gone.${started}`,
    next: commandLine(lock?.runId == null ? `runs ${workload}` : `run ${lock.runId}`, environment),
  };
}

const stillHeld = (workload: string, lock: Lock, environment: string): PlatformError =>
  new PlatformError('LEASE_HELD', `The lease of ${workload} is held by ${lockText(lock)}.`, {
    next:
      lock.runId === null
        ? `Look again in a few minutes: \`${commandLine(`unlock ${workload}`, environment)}\`.`
        : `Wait for it, or stop it: \`${commandLine(`cancel ${lock.runId}`, environment)}\`.`,
    details: { why: 'Its execution runs, so its lease is not taken away.', ...lock },
  });

export const unlockCommand: CommandFile = (program, action) => {
  program
    .command('unlock')
    .description('Free the lease of a workload whose run is gone; says who holds it, and leaves one that runs')
    .argument('<workload>')
    .action(action(({ settings }, workload: string) => unlock(settings, workload)));
};
