import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

export interface CommandEnd {
  readonly exitCode: number;
  /** The one object on stdout. */
  readonly json: unknown;
  /** Progress, for people. */
  readonly stderr: string;
}

export type Variables = Readonly<Record<string, string>>;

export interface StartedCommand {
  /** What it has said on stderr so far. */
  progress(): string;
  kill(signal: 'SIGINT' | 'SIGKILL'): void;
  /** Its exit code, or -1 when a signal ended it, and both of its outputs. */
  readonly ended: Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
}

/** Starts the `trainyard <arguments> --json` of a project in a process of its own. */
export function startTrainyard(
  stateDirectory: string,
  args: readonly string[],
  variables: Variables = {},
  project: string = REPOSITORY,
): StartedCommand {
  const { AWS_PROFILE: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(project, 'bin', 'trainyard.ts'), ...args, '--json'], {
    cwd: project,
    env: { ...inherited, TRAINYARD_STATE: stateDirectory, TRAINYARD_ENV: 'local', NODE_OPTIONS: '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let progress = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    progress += chunk;
  });
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  return {
    progress: () => progress,
    kill: (signal) => void child.kill(signal),
    ended: Promise.all([closed, text(child.stdout)]).then(([exitCode, stdout]) => ({
      exitCode,
      stdout,
      stderr: progress,
    })),
  };
}

/** Calls `trainyard <arguments> --json` in a process of its own, as a script would. */
export async function trainyard(
  stateDirectory: string,
  args: readonly string[],
  variables: Variables = {},
  project: string = REPOSITORY,
): Promise<CommandEnd> {
  const { exitCode, stdout, stderr } = await startTrainyard(stateDirectory, args, variables, project).ended;
  const lines = stdout.trim().split('\n');
  if (lines.length !== 1) throw new Error(`stdout of ${args.join(' ')} is not one object: ${stdout}\n${stderr}`);
  return { exitCode, json: JSON.parse(stdout), stderr };
}
