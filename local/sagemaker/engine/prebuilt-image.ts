import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { prebuiltImagesSchema, standInFor } from '../../../config/prebuilt-images.ts';
import { ImageUnknown } from './engine.ts';
import type { BuiltImage } from './image-files.ts';

const ENVIRONMENT = join('config', 'environments', 'local.ts');

const module = z.object({ default: z.object({ prebuiltImages: prebuiltImagesSchema.default({}) }) });

/**
 * An image that others have built, of which nothing is here: an empty one, with the Python that `prebuiltImages` of the
 * repository's local environment names for it. Undefined when it names none.
 *
 * @throws ImageUnknown when that is not there.
 */
export async function prebuiltImage(image: string, repository: string, root: string): Promise<BuiltImage | undefined> {
  const standIn = standInFor(await configured(repository), image);
  if (standIn === undefined) return undefined;
  const pythonBin = join(resolve(repository, standIn.folder), 'bin');
  if (!existsSync(join(pythonBin, 'python3'))) {
    throw new ImageUnknown(
      `TOOL_MISSING: ${ENVIRONMENT} names ${standIn.folder} for it, where there is no virtual environment`,
    );
  }
  await mkdir(root, { recursive: true });
  return { root, environment: {}, workdir: '/', entrypoint: [], command: [], pythonBin };
}

/** As the file is now: it may have been changed since this process began. */
async function configured(repository: string): Promise<z.infer<typeof prebuiltImagesSchema>> {
  const file = join(repository, ENVIRONMENT);
  if (!existsSync(file)) return {};
  const url = `${pathToFileURL(file).href}?changed=${statSync(file).mtimeMs}`;
  return module.parse(await import(url)).default.prebuiltImages;
}
