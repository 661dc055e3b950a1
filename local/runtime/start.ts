import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '../../domain/errors.ts';
import { PLANE_ENTRY, PYTHON } from './child-plans.ts';
import { logFile, runtimeLayout } from './layout.ts';
import { freePort, isPortFree } from './ports.ts';
import { type RuntimeStatus, readRuntime } from './status.ts';

const SUPERVISOR = join(import.meta.dirname, 'supervisor.ts');
const DEFAULT_PORT = 4566;
const POLL_MS = 50;
const START_LIMIT_MS = 90_000;

export interface StartOptions {
  readonly stateDirectory: string;
  /** Where the AWS services answer. Without it: the last start's port, then 4566, then any free one. */
  readonly port?: number;
  /** Another module that serves SageMaker than the platform's own: what a test of the life cycle starts. */
  readonly planeEntry?: string;
  /** Ends the waiting; the runtime goes on starting. */
  readonly signal?: AbortSignal;
  /** Gets one line for each thing that happens. */
  readonly onProgress?: (line: string) => void;
}

/**
 * Starts the runtime in the background and returns once it answers; returns at once when it is running already.
 *
 * @throws PlatformError PORT_IN_USE, TOOL_MISSING (no Python environment), INTERRUPTED, or UNEXPECTED with the reason it
 *   failed.
 */
export async function startRuntime(options: StartOptions): Promise<RuntimeStatus> {
  const stateDirectory = resolve(options.stateDirectory);
  const onProgress = options.onProgress ?? (() => undefined);
  const before = await readRuntime(stateDirectory);
  if (before?.state === 'running') return before;
  if (!existsSync(PYTHON)) {
    throw new PlatformError('TOOL_MISSING', `the Python environment ${PYTHON} is missing`, {
      next: 'Run `npm run setup`.',
    });
  }
  const port = await choosePort(options.port, before?.gatewayPort);
  onProgress(`starting the local AWS on port ${port}`);
  const exited = await spawnSupervisor(stateDirectory, port, resolve(options.planeEntry ?? PLANE_ENTRY));
  const status = await whenStarted(stateDirectory, exited, options.signal);
  onProgress(`the local AWS answers at ${status.endpointUrl}`);
  return status;
}

async function choosePort(wanted: number | undefined, last: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isPortFree(wanted)) return wanted;
    throw new PlatformError('PORT_IN_USE', `port ${wanted} is in use`, {
      next: 'Stop what listens there, or choose another port with --port.',
      details: { port: wanted },
    });
  }
  for (const candidate of [last, DEFAULT_PORT]) {
    if (candidate !== undefined && (await isPortFree(candidate))) return candidate;
  }
  return freePort();
}

/** Starts the supervisor in its own session, so that it outlives the terminal. Returns what tells that it has exited. */
async function spawnSupervisor(stateDirectory: string, port: number, planeEntry: string): Promise<() => boolean> {
  await mkdir(runtimeLayout(stateDirectory).logsDirectory, { recursive: true });
  const log = openSync(logFile(stateDirectory, 'supervisor'), 'a', 0o600);
  const supervisor = spawn(process.execPath, [SUPERVISOR, stateDirectory, String(port), planeEntry], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  supervisor.unref();
  return () => supervisor.exitCode !== null || supervisor.signalCode !== null;
}

async function whenStarted(
  stateDirectory: string,
  exited: () => boolean,
  signal?: AbortSignal,
): Promise<RuntimeStatus> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    // Asked before the record is read: a supervisor writes its last record, then exits.
    const over = exited();
    const status = await readRuntime(stateDirectory);
    if (status?.state === 'running') return status;
    // Not before its supervisor has written who it is: whoever stops it next has to find it.
    if (signal?.aborted && status?.state === 'starting') {
      throw new PlatformError('INTERRUPTED', 'Detached from the local AWS; it goes on starting.', {
        next: 'See whether it runs: `npx trainyard local status`.',
      });
    }
    // Another caller's supervisor may be the one that is starting.
    if (over && status?.state !== 'starting') throw startFailure(stateDirectory, status?.reason);
    await delay(POLL_MS);
  }
  throw startFailure(stateDirectory, `it did not answer within ${START_LIMIT_MS / 1000} s`);
}

function startFailure(stateDirectory: string, reason: string | undefined): PlatformError {
  return new PlatformError('UNEXPECTED', `the local runtime did not start: ${reason ?? 'its supervisor ended'}`, {
    next: `Read ${logFile(stateDirectory, 'supervisor')}.`,
  });
}
