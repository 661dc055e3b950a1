import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const assetManifest = z.object({
  dockerImages: z
    .record(
      z.string(),
      z.object({
        source: z.object({ directory: z.string().optional(), dockerFile: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ imageTag: z.string() })),
      }),
    )
    .optional(),
});

export interface StagedImage {
  /** The content hash that CDK gave it. */
  readonly tag: string;
  /** The build context. */
  readonly directory: string;
  readonly dockerfile: string;
}

/** Finds the build context of an image by its tag in a cloud assembly. */
export async function findStagedImage(assetsDirectory: string, image: string): Promise<StagedImage | undefined> {
  const tag = /:([\w.-]+)$/.exec(image)?.[1];
  if (tag === undefined) return undefined;
  for (const file of globSync('**/*.assets.json', { cwd: assetsDirectory })) {
    const manifest = assetManifest.parse(JSON.parse(await readFile(join(assetsDirectory, file), 'utf8')));
    for (const { source, destinations } of Object.values(manifest.dockerImages ?? {})) {
      if (source.directory === undefined || !Object.values(destinations).some((one) => one.imageTag === tag)) continue;
      const directory = resolve(assetsDirectory, dirname(file), source.directory);
      if (existsSync(directory))
        return { tag, directory, dockerfile: join(directory, source.dockerFile ?? 'Dockerfile') };
    }
  }
  return undefined;
}
