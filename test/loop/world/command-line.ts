import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const COMMAND = join(REPOSITORY, 'bin', 'trainyard.ts');

export interface CommandEnd {
  readonly exitCode: number;
  /** The one object on stdout. */
  readonly json: unknown;
  /** Progress, for people. */
  readonly stderr: string;
}

export type Variables = Readonly<Record<string, string>>;

/** Calls `trainyard <arguments> --json` in a process of its own, as a script would. */
export async function trainyard(
  stateDirectory: string,
  args: readonly string[],
  variables: Variables = {},
): Promise<CommandEnd> {
  const { AWS_PROFILE: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...args, '--json'], {
    cwd: REPOSITORY,
    env: { ...inherited, TRAINYARD_STATE: stateDirectory, TRAINYARD_ENV: 'local', NODE_OPTIONS: '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [exitCode, stdout, stderr] = await Promise.all([
    new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    }),
    text(child.stdout),
    text(child.stderr),
  ]);
  const lines = stdout.trim().split('\n');
  if (lines.length !== 1) throw new Error(`stdout of ${args.join(' ')} is not one object: ${stdout}\n${stderr}`);
  return { exitCode, json: JSON.parse(stdout), stderr };
}
