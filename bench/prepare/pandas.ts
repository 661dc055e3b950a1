import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');
const VENV = join(ROOT, '.trainyard', 'bench-venv');
const REQUIREMENTS = join(ROOT, 'requirements', 'bench.txt');

/** Path of a Python that has pandas; installs it at first into an environment of its own. */
export async function pandasPython(): Promise<string> {
  const python = join(VENV, 'bin', 'python');
  const stamp = join(VENV, '.installed');
  const pins = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === pins) return python;
  process.stderr.write('bench: installing pandas …\n');
  rmSync(VENV, { recursive: true, force: true });
  await run(join(ROOT, '.venv', 'bin', 'python'), ['-m', 'venv', VENV]);
  await run(python, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
    '-r',
    REQUIREMENTS,
  ]);
  writeFileSync(stamp, pins);
  return python;
}
