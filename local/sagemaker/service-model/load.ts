import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { reduceModel, type ServiceModel, serviceModel } from './model.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const IN_VENV = '.venv/lib/python*/site-packages/botocore/data/sagemaker/*/service-2.json.gz';

const cached = z.object({
  source: z.string(),
  modifiedMs: z.number(),
  operations: z.array(z.string()),
  model: serviceModel,
});

/**
 * The file that botocore ships for SageMaker.
 * @throws PlatformError TOOL_MISSING when there is none.
 */
export function locateServiceModel(given: string | undefined, root: string = REPOSITORY): string {
  const found = given ?? globSync(IN_VENV, { cwd: root }).map((path) => join(root, path))[0];
  if (found === undefined || !existsSync(found)) {
    throw new PlatformError('TOOL_MISSING', `The SageMaker service model is not at ${found ?? join(root, IN_VENV)}.`, {
      next: 'Install the Python requirements (`npm run setup`), or set PLANE_SERVICE_MODEL.',
    });
  }
  return found;
}

/** Reads the model of `operations`, from `cacheFile` when that was made from this very source. */
export async function loadServiceModel(
  source: string,
  operations: readonly string[],
  cacheFile: string,
): Promise<ServiceModel> {
  const modifiedMs = statSync(source).mtimeMs;
  const wanted = [...operations].sort();
  const before = await readCache(cacheFile);
  if (before?.source === source && before.modifiedMs === modifiedMs && before.operations.join() === wanted.join()) {
    return before.model;
  }
  const model = reduceModel(serviceModel.parse(JSON.parse(gunzipSync(readFileSync(source)).toString('utf8'))), wanted);
  await mkdir(dirname(cacheFile), { recursive: true });
  await writeFile(`${cacheFile}.new`, JSON.stringify({ source, modifiedMs, operations: wanted, model }));
  await rename(`${cacheFile}.new`, cacheFile);
  return model;
}

async function readCache(file: string): Promise<z.infer<typeof cached> | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return cached.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // A cache of another version, or half written: it is made again.
    return undefined;
  }
}
