import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { ImageUnknown } from './engine.ts';
import type { BuiltImage } from './image-files.ts';

/**
 * Folder with the `python3` that has what an image installs. That of one that others have built is configured; else its `requirements.txt` is in the repository's `.venv`, and
 * a `requirements-<extra>.txt` in `.venv-<extra>`, which is there only once somebody has asked for it.
 *
 * @throws ImageUnknown naming the command that installs what is missing.
 */
export function pythonBinOf(image: BuiltImage, repository: string): string {
  if (image.pythonBin !== undefined) return image.pythonBin;
  const extra = extraOf(image);
  if (extra === undefined) return join(repository, '.venv', 'bin');
  const bin = join(repository, `.venv-${extra}`, 'bin');
  if (existsSync(join(bin, 'python'))) return bin;
  throw new ImageUnknown(
    `TOOL_MISSING: the Python packages of the ${extra} family are not installed on this machine; run ` +
      `\`npm run setup:${extra}\` and take the run up again`,
  );
}

function extraOf({ root, workdir }: BuiltImage): string | undefined {
  const [file] = globSync('requirements-*.txt', { cwd: join(root, workdir) });
  return file === undefined ? undefined : /^requirements-(.+)\.txt$/.exec(file)?.[1];
}
