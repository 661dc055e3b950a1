import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

export interface InferenceImageOptions {
  /** Module whose default export is a handler, relative to the app; the platform's own when left out. */
  readonly handler?: string;
  /** Folder that becomes the build context. */
  readonly outputDirectory: string;
}

const APP = path.resolve(import.meta.dirname, '../..');
const OWN_HANDLER = 'containers/inference/handlers/text-classification.ts';
const COPIED = ['Dockerfile', 'package.json', 'package-lock.json', '.npmrc'];

const BUNDLE = {
  absWorkingDir: APP,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Drops the comments that name source paths; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  external: ['onnxruntime-node'],
  logLevel: 'silent',
} satisfies BuildOptions;

/**
 * Writes the build context of an inference image: the bundled server and worker, the Dockerfile and the packages it
 * installs. The same sources give the same bytes. Throws esbuild's error when the handler cannot be bundled.
 */
export function stageInferenceImage({ handler = OWN_HANDLER, outputDirectory }: InferenceImageOptions): void {
  mkdirSync(outputDirectory, { recursive: true });
  const source = (file: string): string => path.join(import.meta.dirname, file);
  for (const name of COPIED) cpSync(source(name), path.join(outputDirectory, name));
  buildSync({ ...BUNDLE, entryPoints: [source('main.ts')], outfile: path.join(outputDirectory, 'main.mjs') });
  buildSync({
    ...BUNDLE,
    stdin: {
      contents: `import handler from ${JSON.stringify(path.resolve(APP, handler))};
        import { serveHandler } from ${JSON.stringify(source('server/worker.ts'))};
        await serveHandler(handler);`,
      resolveDir: APP,
      loader: 'ts',
    },
    outfile: path.join(outputDirectory, 'worker.mjs'),
  });
}
