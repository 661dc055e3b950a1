import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

const QUERY = ['--id=0', '--format=csv,noheader,nounits'];

/** Name of the first NVIDIA GPU; undefined where there is none. */
export function gpuName(): string | undefined {
  const { status, stdout } = spawnSync('nvidia-smi', [...QUERY, '--query-gpu=name'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs something and gives how busy the GPU was meanwhile, in per cent, one number a second. */
export async function withUtilization<T>(work: () => Promise<T>): Promise<{ result: T; percent: number[] }> {
  const watch = spawn('nvidia-smi', [...QUERY, '--query-gpu=utilization.gpu', '--loop=1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const percent: number[] = [];
  createInterface(watch.stdout).on('line', (line) => percent.push(Number(line)));
  try {
    return { result: await work(), percent };
  } finally {
    watch.kill();
  }
}
