import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Everything that a synthesis reads. */
const SOURCES = ['config', 'containers', 'domain', 'faults', 'lambdas', 'lib', 'pipelines', 'test/lib', 'test/machine'];
const FILES = ['cdk.json', 'package-lock.json'];
const CACHE = join(ROOT, 'node_modules', '.cache', 'trainyard');

/** Hash of the contents of all that a synthesis reads. */
function fingerprint(): string {
  const folders = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const hash = createHash('sha256');
  for (const file of [...folders, ...FILES.map((name) => join(ROOT, name))].sort()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * What `make` gave for the very same sources, or what it gives now: a synthesis takes seconds, and many files of tests
 * need the same one.
 */
export async function onceForSources(name: string, make: () => Promise<string>): Promise<string> {
  const path = join(CACHE, `${name}-${fingerprint()}.json`);
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const made = await make();
    mkdirSync(CACHE, { recursive: true });
    for (const old of readdirSync(CACHE)) if (old.startsWith(`${name}-`)) rmSync(join(CACHE, old), { force: true });
    // Written whole: another process may read it at any time.
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, made);
    renameSync(fresh, path);
    return made;
  }
}
