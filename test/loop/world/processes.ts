import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** Every process whose command line or environment names all of these words; this process is never among them. */
export function processesNaming(...words: readonly string[]): RunningProcess[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((entry): RunningProcess[] => {
      const command = read(`/proc/${entry}/cmdline`);
      const all = `${command} ${read(`/proc/${entry}/environ`)}`;
      return words.every((word) => all.includes(word)) ? [{ pid: Number(entry), command }] : [];
    });
}

/** Empty for a process that has just ended, and for somebody else's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** SIGKILL. Nothing happens to a process that has just ended by itself, or with its parent. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
