import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type CopyStep, type ImageRecipe, readDockerfile } from './dockerfile.ts';
import type { StagedImage } from './image-catalog.ts';

const builtImage = z.object({
  environment: z.record(z.string(), z.string()),
  workdir: z.string(),
  entrypoint: z.array(z.string()),
  command: z.array(z.string()),
});

/** An image laid out on this machine. */
export interface BuiltImage extends z.infer<typeof builtImage> {
  /** The folder that stands for the image's `/`. */
  readonly root: string;
  /** Folder of the `python3` that stands for its own; of an image that is built here, it follows from its files. */
  readonly pythonBin?: string;
}

/**
 * Lays out what the Dockerfile copies, once per content hash, in `<directory>/<tag>`. What the Dockerfile installs is
 * stood in for by `nodeModules`, found from any file in the image as Node looks upwards.
 */
export async function buildImage(staged: StagedImage, directory: string, nodeModules: string): Promise<BuiltImage> {
  const target = join(directory, staged.tag);
  const description = join(target, 'image.json');
  if (!existsSync(description)) await layOut(staged, target, nodeModules);
  return { root: join(target, 'root'), ...builtImage.parse(JSON.parse(await readFile(description, 'utf8'))) };
}

/** The image that an earlier call laid out; undefined when there was none. */
export async function findBuiltImage(directory: string, tag: string): Promise<BuiltImage | undefined> {
  const description = join(directory, tag, 'image.json');
  if (!existsSync(description)) return undefined;
  return { root: join(directory, tag, 'root'), ...builtImage.parse(JSON.parse(await readFile(description, 'utf8'))) };
}

async function layOut(staged: StagedImage, target: string, nodeModules: string): Promise<void> {
  const { final, stages } = readDockerfile(await readFile(staged.dockerfile, 'utf8'));
  const making = `${target}.${process.pid}.new`;
  await rm(making, { recursive: true, force: true });
  const root = join(making, 'root');
  await mkdir(join(root, final.workdir), { recursive: true });
  await copyAll(final, staged.directory, root, stages);
  if (!existsSync(join(root, 'node_modules'))) await symlink(nodeModules, join(root, 'node_modules'), 'dir');
  const { environment, workdir, entrypoint, command } = final;
  await writeFile(join(making, 'image.json'), JSON.stringify({ environment, workdir, entrypoint, command }));
  await rename(making, target).catch((error: unknown) => {
    if (!existsSync(join(target, 'image.json'))) throw error;
  });
  await rm(making, { recursive: true, force: true });
}

async function copyAll(
  recipe: ImageRecipe,
  context: string,
  root: string,
  stages: ReadonlyMap<string, ImageRecipe>,
): Promise<void> {
  for (const step of recipe.copies) {
    if (step.from === undefined) {
      await copyStep(step, context, root);
      continue;
    }
    const stage = stages.get(step.from);
    // From another image, or a file that a RUN made: both are what the image installs, not what it is.
    if (stage === undefined) continue;
    const stageRoot = `${root}.${step.from}`;
    await mkdir(stageRoot, { recursive: true });
    await copyAll(stage, context, stageRoot, stages);
    await copyStep(step, stageRoot, root, true);
    await rm(stageRoot, { recursive: true, force: true });
  }
}

async function copyStep(step: CopyStep, from: string, root: string, mayBeMissing = false): Promise<void> {
  for (const source of step.sources) {
    const relative = source.replace(/^\/+/, '') || '.';
    const matches = /[*?[]/.test(relative) ? globSync(relative, { cwd: from }) : [relative];
    for (const match of matches) {
      const path = join(from, match);
      if (mayBeMissing && !existsSync(path)) continue;
      await copyInto(path, join(root, step.destination), step.destination.endsWith('/') || step.sources.length > 1);
    }
  }
}

/** Docker's rule: a folder's content goes into the destination, a file goes into it or becomes it. */
async function copyInto(source: string, destination: string, intoFolder: boolean): Promise<void> {
  const isFolder = (await stat(source)).isDirectory();
  const target =
    !isFolder && (intoFolder || existsSync(destination)) ? join(destination, basename(source)) : destination;
  await mkdir(isFolder ? target : dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, force: true });
}
