import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const staged = new Map<string, string>();

/**
 * The folder that `stage` fills, for CDK to copy. What has the same name is staged once in a process, however many
 * environments are synthesized; the folders are gone when it ends.
 */
export function stagedOnce(name: string, stage: (directory: string) => void): string {
  const known = staged.get(name);
  if (known !== undefined) return known;
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-staged-'));
  if (staged.size === 0) process.once('exit', removeStaged);
  stage(directory);
  staged.set(name, directory);
  return directory;
}

function removeStaged(): void {
  for (const directory of staged.values()) rmSync(directory, { recursive: true, force: true });
}
