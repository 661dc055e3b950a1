import { join } from 'node:path';
import { execa } from 'execa';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The variables of this process that decide what the CLI does are left out, so that a test says what it depends on. */
function cleanVariables(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|TRAINYARD_|NODE_OPTIONS$|FORCE_COLOR|NO_COLOR)/.test(name),
  );
  return { ...Object.fromEntries(own), AWS_EC2_METADATA_DISABLED: 'true' };
}

/** Runs the CLI as a person would: as a process of its own, without a terminal. */
export async function trainyard(
  args: readonly string[],
  options: { variables?: Readonly<Record<string, string>>; cwd?: string } = {},
): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [join(ROOT, 'bin', 'trainyard.ts'), ...args], {
    reject: false,
    extendEnv: false,
    env: { ...cleanVariables(), ...options.variables },
    cwd: options.cwd ?? ROOT,
    stdin: 'ignore',
    timeout: 30_000,
  });
  return { exitCode, stdout, stderr };
}
