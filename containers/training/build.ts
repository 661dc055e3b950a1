import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = 'trainyard_training';

/** Writes the build context of the `linear` family's training image: sources, pinned requirements and Dockerfile. */
export function stageTrainingImage({ outputDirectory }: { readonly outputDirectory: string }): void {
  const source = import.meta.dirname;
  mkdirSync(path.join(outputDirectory, PACKAGE), { recursive: true });
  for (const name of ['Dockerfile', 'requirements.txt']) {
    cpSync(path.join(source, name), path.join(outputDirectory, name));
  }
  // By their endings: a folder of compiled files beside them would change the image's hash.
  for (const name of readdirSync(path.join(source, PACKAGE)).filter((file) => /\.(py|json)$/.test(file))) {
    cpSync(path.join(source, PACKAGE, name), path.join(outputDirectory, PACKAGE, name));
  }
}
