import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export interface ProcessingImageOptions {
  /** Folder to fill; what was in it is removed. */
  readonly outputDirectory: string;
}

const HERE = import.meta.dirname;
const COPIED = ['Dockerfile', 'package.json', 'package-lock.json', '.npmrc', '.dockerignore'];

/**
 * Fills a folder with the build context of the processing image: the bundled entry and its thread's, the lockfile of the two native
 * packages that cannot be bundled, and the Dockerfile. The same sources give the same bytes, wherever they lie.
 */
export function stageProcessingImage({ outputDirectory }: ProcessingImageOptions): void {
  rmSync(outputDirectory, { recursive: true, force: true });
  mkdirSync(outputDirectory, { recursive: true });
  for (const name of COPIED) copyFileSync(join(HERE, name), join(outputDirectory, name));
  buildSync({
    entryPoints: { main: join(HERE, 'main.ts'), 'ledger-worker': join(HERE, 'prepare/rows/ledger-worker.ts') },
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    // Paths in the bundle's comments are relative to here, so that no machine's own path gets into it.
    absWorkingDir: join(HERE, '..', '..'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'error',
    external: ['@duckdb/node-api', 'onnxruntime-node'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}
