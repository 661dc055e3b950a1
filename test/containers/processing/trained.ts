import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { create } from 'tar';
import type { MemoryObjects } from './memory-objects.ts';

const APP = resolve(import.meta.dirname, '../../..');
const VENV = join(APP, '.venv/bin/python');
/** Of the environment in which the platform's own Python packages are. */
export const PYTHON = process.env.TRAINYARD_PYTHON ?? (existsSync(VENV) ? VENV : 'python3');

/**
 * Runs the training container's own program on a dataset folder and packs what it leaves into `archive`. The family is
 * `linear` where `others` names no other one; a hyperparameter that is undefined there is left out.
 */
export async function train(
  candidate: string,
  dataset: string,
  room: string,
  archive: string,
  others: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const base = join(room, `train-${candidate}`);
  await mkdir(join(base, 'input/config'), { recursive: true });
  await mkdir(join(base, 'model'), { recursive: true });
  for (const channel of ['train', 'validation']) {
    await mkdir(join(base, 'input/data', channel), { recursive: true });
    const part = join(dataset, `split=${channel}`, 'part-0.parquet');
    await copyFile(part, join(base, 'input/data', channel, 'part-0.parquet'));
  }
  const hyperparameters = {
    family: 'linear',
    ngram_min: 1,
    ngram_max: candidate === 'bigram' ? 2 : 1,
    min_df: 2,
    max_features: 50_000,
    sublinear_tf: true,
    c: 1,
    class_weight: 'none',
    seed: 20_261,
    cleaning: {
      lowercase: true,
      stripUrls: true,
      stripHtml: true,
      asciiFold: false,
      stopWords: 'none',
      stemming: 'none',
    },
    labels: ['negative', 'positive'],
    max_text_length: 20_000,
    candidate,
    dataset_version: 1,
    ...others,
  };
  const texts = Object.entries(hyperparameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, JSON.stringify(value)]);
  await writeFile(join(base, 'input/config/hyperparameters.json'), JSON.stringify(Object.fromEntries(texts)));
  await promisify(execFile)(PYTHON, ['-m', 'trainyard_training'], {
    cwd: join(APP, 'containers/training'),
    env: { PATH: process.env.PATH, SAGEMAKER_BASE_DIR: base, PYTHONDONTWRITEBYTECODE: '1' },
  });
  await create({ file: archive, cwd: join(base, 'model'), gzip: true }, ['.']);
  const output = join(dirname(archive), 'output.tar.gz');
  await create({ file: output, cwd: join(base, 'output/data'), gzip: true }, ['.']);
}

/** Puts what `train` packed where a job's result says that it lies: `key` is that of its `model.tar.gz`. */
export async function putOutput(archive: string, key: string, objects: MemoryObjects): Promise<void> {
  for (const name of ['model.tar.gz', 'output.tar.gz']) {
    const path = join(dirname(archive), name);
    if (existsSync(path)) objects.set({ bucket: 'artifacts', key: join(dirname(key), name) }, await readFile(path));
  }
}
