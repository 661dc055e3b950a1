import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';
import { WatchedProcess } from '../../../local/sagemaker/engine/watched-process.ts';
import { until } from './plane-under-test.ts';

const MODULE = join(import.meta.dirname, '../../../local/sagemaker/engine/watched-process.ts');

function run(script: string): { process: WatchedProcess; lines: string[] } {
  const lines: string[] = [];
  const environment = { PATH: process.env.PATH ?? '' };
  const options = { cwd: '/', environment, onLine: (line: string) => lines.push(line) };
  return { process: new WatchedProcess('/bin/sh', ['-c', script], options), lines };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a watched process', () => {
  it('gives its lines and its exit code', async () => {
    const { process: child, lines } = run('echo out; echo err >&2; exit 7');

    expect(await child.exited).toBe(7);
    expect(lines.sort()).toEqual(['err', 'out']);
  });

  it('says 127 for a command that is not there', async () => {
    const { process: child } = run('exec no-such-command');

    expect(await child.exited).toBe(127);
  });

  it('gets SIGTERM first, and SIGKILL when it does not listen', async () => {
    const polite = run('trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
    const deaf = run('trap "" TERM; echo ready; while :; do sleep 0.05; done');
    await until(
      async () => [...polite.lines, ...deaf.lines],
      (lines) => lines.length === 2,
    );
    await Promise.all([polite.process.stop(5), deaf.process.stop(0.2)]);

    expect(await polite.process.exited).toBe(0);
    expect(polite.lines).toContain('bye');
    expect(await deaf.process.exited).toBe(137);
  });

  it('is killed at once, without SIGTERM, when its machine goes', async () => {
    const { process: child, lines } = run('trap "echo bye" TERM; echo ready; while :; do sleep 0.05; done');
    await until(
      async () => lines,
      (said) => said.includes('ready'),
    );
    await child.kill();

    expect(await child.exited).toBe(137);
    expect(lines).toEqual(['ready']);
  });

  it('takes children with it that have a session of their own', async () => {
    const { process: child, lines } = run('setsid sleep 300 & echo $!; sleep 300');
    await until(
      async () => lines,
      (said) => said.length === 1,
    );
    await child.kill();

    await until(
      async () => alive(Number(lines[0])),
      (lives) => !lives,
    );
  });

  it('takes its own children with it', async () => {
    const { process: child, lines } = run('sleep 300 & echo $!; exit 0');
    await child.exited;

    await until(
      async () => alive(Number(lines[0])),
      (living) => !living,
    );
  });

  it('does not outlive its owner, even when that is killed', async () => {
    const script = `
      import { WatchedProcess } from ${JSON.stringify(MODULE)};
      const onLine = (line) => process.stdout.write(line + '\\n');
      const environment = { PATH: process.env.PATH };
      new WatchedProcess('/bin/sh', ['-c', 'trap "" TERM; sleep 300 & one=$!; setsid sleep 300 & echo $$ $one $!; wait'], { cwd: '/', environment, onLine });
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: owner.stdout }), 'line');
    const pids = String(line).split(' ').map(Number);
    const before = pids.map(alive);
    owner.kill('SIGKILL');
    await until(
      async () => pids.map(alive),
      (living) => !living.includes(true),
    );

    expect(before).toEqual([true, true, true]);
  });
});
