import { killIfThere, processesNaming, type RunningProcess } from '../world/processes.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';
import type { Phase } from './phases.ts';

/** Who is killed. */
export const VICTIMS = ['a job', 'the plane', 'the emulator', 'the supervisor', 'everything'] as const;
export type Victim = (typeof VICTIMS)[number];

/** The processes of a job, or of the function in its place, by what its phase runs: containers' programs, never those of another phase. */
const JOB: Record<Phase, (process: RunningProcess) => boolean> = {
  prepare: ({ command }) => /main\.mjs (prepare|function)/.test(command),
  train: ({ command }) => command.startsWith('python'),
  rollout: ({ command }) => command.startsWith('node main.mjs serve'),
};

const isSupervisor = ({ command }: RunningProcess): boolean => command.includes('runtime/supervisor.ts');

/** SIGKILL, as soon as there is somebody to get it. `spared` are processes of before the phase. */
export async function kill(world: World, victim: Victim, phase: Phase, spared: readonly number[]): Promise<void> {
  const isVictim = (one: RunningProcess): boolean => {
    switch (victim) {
      case 'a job':
        return JOB[phase](one) && !spared.includes(one.pid);
      case 'the plane':
        return one.command.includes('sagemaker/main.ts') && !isSupervisor(one);
      case 'the emulator':
        return one.command.includes('-m emulator');
      case 'the supervisor':
        return isSupervisor(one);
      case 'everything':
        return true;
    }
  };
  const found = await until(`${victim} in ${phase}`, () => {
    const victims = processesNaming(world.stateDirectory).filter(isVictim);
    return victims.length > 0 ? victims : undefined;
  });
  for (const { pid } of found) killIfThere(pid);
}

export const modelServers = (world: World): number[] =>
  processesNaming(world.stateDirectory)
    .filter(JOB.rollout)
    .map(({ pid }) => pid);
