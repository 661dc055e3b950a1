import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '../../domain/errors.ts';
import { runtimeLayout } from './layout.ts';
import { isProcess } from './process-identity.ts';
import { readRecord } from './record.ts';
import { supervisorWords } from './single-flight.ts';

const POLL_MS = 50;
// More than the supervisor gives both children.
const STOP_LIMIT_MS = 45_000;

/** Stops the runtime and returns once everything is saved and both ports are free. False when it was not running. */
export async function stopRuntime(stateDirectory: string): Promise<boolean> {
  const directory = resolve(stateDirectory);
  const record = await readRecord(directory);
  const words = supervisorWords(directory);
  if (record === undefined || !(await isProcess(record.pid, words))) return false;
  process.kill(record.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (await isProcess(record.pid, words)) {
    if (Date.now() > deadline) {
      throw new PlatformError('UNEXPECTED', `the local runtime (process ${record.pid}) does not stop`, {
        next: `Run \`kill -9 ${record.pid}\`: its children end with it.`,
      });
    }
    await delay(POLL_MS);
  }
  return true;
}

/** Stops the runtime and deletes everything that it keeps. Other files in the directory stay. */
export async function resetRuntime(stateDirectory: string): Promise<void> {
  const directory = resolve(stateDirectory);
  await stopRuntime(directory);
  const { stateDirectory: _, ...parts } = runtimeLayout(directory);
  for (const part of [...Object.values(parts), join(directory, 'emulator'), join(directory, 'supervisor.lock')]) {
    await rm(part, { recursive: true, force: true });
  }
}
