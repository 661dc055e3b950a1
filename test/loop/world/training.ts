import { killIfThere, processesNaming, type RunningProcess } from './processes.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** The Python processes that train a candidate just now. */
export const trainersOf = (world: World, candidate: string): RunningProcess[] =>
  processesNaming(world.stateDirectory, `-t-${candidate}`).filter(({ command }) => command.startsWith('python'));

/** Kills the training of a candidate, as the kernel does when memory runs out, once it has run for so long. */
export async function killTraining(world: World, candidate: string, afterMs = 0): Promise<void> {
  let since: number | undefined;
  const trainers = await until(`the training of ${candidate}`, () => {
    const found = trainersOf(world, candidate);
    // It may be done before its moment comes.
    if (found.length === 0) return since === undefined ? undefined : [];
    since ??= Date.now();
    return Date.now() - since >= afterMs ? found : undefined;
  });
  for (const { pid } of trainers) killIfThere(pid);
}
