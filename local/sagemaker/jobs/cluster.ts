import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { StopReason } from './stop-reason.ts';
import type { Ending } from './supervise.ts';
import type { TrainingMachine } from './training-machine.ts';

/** How a job's containers ended, and the machine that says why. */
export interface ClusterEnding {
  readonly ending: Ending;
  readonly machine: TrainingMachine;
}

/** Runs a job's containers side by side. One that fails ends the others; else all come to their end. */
export async function runTogether(
  machines: readonly TrainingMachine[],
  signal: AbortSignal,
  run: (machine: TrainingMachine, signal: AbortSignal) => Promise<Ending>,
): Promise<ClusterEnding> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const ended = await Promise.allSettled(
    machines.map(async (machine): Promise<ClusterEnding> => {
      let ending: Ending | undefined;
      try {
        ending = await run(machine, either);
        return { ending, machine };
      } finally {
        const well = ending !== undefined && (ending.kind === 'stopped' || ending.exitCode === 0);
        if (!well) failed.abort({ kind: 'host-failed' } satisfies StopReason);
      }
    }),
  );
  const endings = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const decisive = endings.toSorted((left, right) => weight(left.ending) - weight(right.ending))[0];
  if (decisive === undefined) throw new Error('a job has at least one instance');
  return decisive;
}

/** What was done to the job comes before what a container did, and that before what followed from it. */
function weight(ending: Ending): number {
  if (ending.kind === 'stopped') return ending.reason.kind === 'host-failed' ? 3 : 0;
  return ending.exitCode === 0 ? 2 : 1;
}

/** Puts what all machines left in a folder of `/opt/ml` into the first one's; of one name, the first host's counts. */
export async function gather(machines: readonly TrainingMachine[], folder: string): Promise<string> {
  const [first, ...others] = machines.map(({ ml }) => join(ml, folder));
  if (first === undefined) throw new Error('a job has at least one instance');
  for (const other of others) await cp(other, first, { recursive: true, force: false });
  return first;
}
