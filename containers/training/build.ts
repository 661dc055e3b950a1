import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = 'trainyard_training';

/** The training images of the platform's own families: what of the sources each is made of. */
const IMAGES = {
  classic: { dockerfile: 'Dockerfile', requirements: 'requirements.txt', without: 'transformer' },
  transformer: {
    dockerfile: 'Dockerfile.transformer',
    requirements: 'requirements-transformer.txt',
    without: 'classic',
  },
} as const;

export type TrainingImage = keyof typeof IMAGES;

/**
 * Writes the build context of a training image: its Dockerfile, its pinned requirements, and of the sources all but the
 * other image's own part, whose change must not make this one another.
 */
export function stageTrainingImage({
  image,
  outputDirectory,
}: {
  readonly image: TrainingImage;
  readonly outputDirectory: string;
}): void {
  const source = import.meta.dirname;
  const { dockerfile, requirements, without } = IMAGES[image];
  cpSync(path.join(source, dockerfile), path.join(outputDirectory, 'Dockerfile'));
  cpSync(path.join(source, requirements), path.join(outputDirectory, requirements));
  // By their endings: a folder of compiled files beside them would change the image's hash.
  const files = readdirSync(path.join(source, PACKAGE), { recursive: true, encoding: 'utf8' });
  const own = files.filter((file) => /\.(py|json)$/.test(file) && file.split(path.sep)[0] !== without);
  for (const name of own) cpSync(path.join(source, PACKAGE, name), path.join(outputDirectory, PACKAGE, name));
}
