import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isIgnoredSource } from '../domain/train/source-files.ts';

/** Sources, not data: all that a run reads of data comes by its dataset. */
const MOST_BYTES = 20 * 1024 ** 2;
const MOST_FILES = 1_000;

/** Why a folder of the repository cannot be the sources of a script; undefined when it can. */
export function sourceProblem(repository: string, directory: string): string | undefined {
  const folder = join(repository, directory);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return 'is no folder of the repository';
  if (realpathSync(folder) !== join(realpathSync(repository), directory)) return 'is reached through a link';
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    ({ parentPath, name }) => !isIgnoredSource(join(parentPath, name).slice(folder.length)),
  );
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined) return `has ${odd.name}, which is neither a file nor a folder`;
  const files = entries.filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return files.length > MOST_FILES || bytes > MOST_BYTES
    ? `has ${files.length} files of ${bytes} bytes: at most ${MOST_FILES} files and ${MOST_BYTES} bytes are sources`
    : undefined;
}
