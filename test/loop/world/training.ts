import { processesNaming, type RunningProcess } from './processes.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** The Python processes that train a candidate just now. */
export const trainersOf = (world: World, candidate: string): RunningProcess[] =>
  processesNaming(world.stateDirectory, `-t-${candidate}`).filter(({ command }) => command.startsWith('python'));

/** Kills the training of a candidate, as the kernel does when memory runs out, as soon as it has begun. */
export async function killTraining(world: World, candidate: string): Promise<void> {
  const trainers = await until(`the training of ${candidate}`, () => {
    const found = trainersOf(world, candidate);
    return found.length > 0 ? found : undefined;
  });
  for (const { pid } of trainers) process.kill(pid, 'SIGKILL');
}
