import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives what `use` makes of a folder that `stage` filled. The CDK copies an asset when it is declared; the folder goes then. */
export function withStaged<T>(stage: (directory: string) => void, use: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'trainyard-asset-'));
  try {
    stage(directory);
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
