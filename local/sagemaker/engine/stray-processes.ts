import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What is killed may have started more meanwhile; whoever starts processes for longer than so many rounds wins. */
const ROUNDS = 5;

/**
 * Kills every process whose environment has the variable, as it was when the process started. Where there is no
 * `/proc`, none is found.
 */
export function killMarked(mark: string): void {
  for (let round = 0; round < ROUNDS; round++) {
    const found = marked(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function marked(mark: string): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => environmentOf(name).includes(mark))
    .map(Number);
}

/** Empty of a process that is gone, or of somebody else. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone by itself.
  }
}
