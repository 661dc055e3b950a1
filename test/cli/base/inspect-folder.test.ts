import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inspectFolder } from '../../../cli/base/inspect-folder.ts';
import { sha256 } from '../../../domain/hash.ts';
import { tinyBase, tinyWeights, writeFiles } from './tiny-base.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-inspect-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a folder's base", () => {
  it('is described from its own files', async () => {
    const files = tinyBase();
    await writeFiles(folder, { ...files, 'README.md': 'not of the model' });

    expect(await inspectFolder(folder, 'here')).toEqual({
      architecture: 'bert',
      hiddenSize: 16,
      layers: 2,
      maxPositions: 64,
      files: Object.fromEntries(
        Object.entries(files).map(([name, content]) => [name, { sha256: sha256(content), bytes: content.length }]),
      ),
    });
  });

  it.each([
    [
      'weights that are cut off',
      { 'model.safetensors': tinyWeights().subarray(0, -1) },
      'take 8 bytes and 7 are there',
    ],
    ['weights that are a pickle', { 'model.safetensors': 'PK\u0003\u0004 not safetensors' }, 'over 100 MB'],
    ['empty weights', { 'model.safetensors': '' }, 'shorter than its own length field'],
    ['another architecture', { 'config.json': '{"model_type":"gpt2"}' }, 'architecture gpt2 is not supported'],
    ['a broken tokenizer', { 'tokenizer.json': '{' }, 'no tokenizer with a vocabulary'],
  ])('is refused for %s', async (_what, files, message) => {
    await writeFiles(folder, { ...tinyBase(), ...files });

    const refused = inspectFolder(folder, 'here');

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code: 'BASE_INVALID', next: expect.stringMatching(/\S/) });
  });

  it('is refused where a folder has the name of a file', async () => {
    const { 'vocab.txt': _vocabulary, ...files } = tinyBase();
    await writeFiles(folder, files);
    await writeFiles(join(folder, 'vocab.txt'), {});

    await expect(inspectFolder(folder, 'here')).rejects.toThrow('vocab.txt is no file');
  });
});
