import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcess } from './process-identity.ts';

/** The words in the command line of a supervisor of this state directory. */
export const supervisorWords = (stateDirectory: string): readonly string[] => ['supervisor.ts', stateDirectory];

/**
 * Makes this process the only supervisor of the state directory. Returns false when another living one is.
 * What a killed supervisor left behind is taken over.
 */
export async function becomeOnlySupervisor(stateDirectory: string): Promise<boolean> {
  const lockFile = join(stateDirectory, 'supervisor.lock');
  for (;;) {
    try {
      const file = await open(lockFile, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    if (holder > 0 && (await isProcess(holder, supervisorWords(stateDirectory)))) return false;
    await rm(lockFile, { force: true });
  }
}

export async function endSupervision(stateDirectory: string): Promise<void> {
  await rm(join(stateDirectory, 'supervisor.lock'), { force: true });
}
