import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a container's folders lie on this machine. */
export interface Mounts {
  /** The image's `/`. */
  readonly root: string;
  /** The container's `/opt/ml`. */
  readonly mlDirectory: string;
}

const ML = '/opt/ml';

/** A path under `/opt/ml` on this machine. */
export const mlPath = (mlDirectory: string, containerPath: string): string =>
  join(mlDirectory, containerPath === ML ? '.' : containerPath.slice(ML.length + 1));

/**
 * An argument or the value of a variable with the container's absolute paths replaced by this machine's: whole
 * values, `--flag=/path`, and lists like `/a:/b`.
 */
export function mapPaths(value: string, mounts: Mounts): string {
  return value.replace(
    /(^|[=:"'])(\/(?!\/)[^\s:=,"']*)/g,
    (_whole, before: string, path: string) => before + mapPath(path, mounts),
  );
}

function mapPath(path: string, mounts: Mounts): string {
  if (path !== '/' && existsSync(join(mounts.root, path))) return join(mounts.root, path);
  return path === ML || path.startsWith(`${ML}/`) ? mlPath(mounts.mlDirectory, path) : path;
}
