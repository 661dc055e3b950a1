import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = 'trainyard_training';

/** Writes the build context of the platform families' training image: sources, pinned requirements and Dockerfile. */
export function stageTrainingImage({ outputDirectory }: { readonly outputDirectory: string }): void {
  const source = import.meta.dirname;
  for (const name of ['Dockerfile', 'requirements.txt']) {
    cpSync(path.join(source, name), path.join(outputDirectory, name));
  }
  // By their endings: a folder of compiled files beside them would change the image's hash.
  const files = readdirSync(path.join(source, PACKAGE), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((file) => /\.(py|json)$/.test(file))) {
    cpSync(path.join(source, PACKAGE, name), path.join(outputDirectory, PACKAGE, name));
  }
}
