import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mapPaths } from '../../../local/sagemaker/engine/container-paths.ts';
import { readDockerfile } from '../../../local/sagemaker/engine/dockerfile.ts';
import { findStagedImage } from '../../../local/sagemaker/engine/image-catalog.ts';
import { buildImage } from '../../../local/sagemaker/engine/image-files.ts';
import { IMAGE, stageImage } from './plane-under-test.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'image-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('an image', () => {
  it('is found by its tag and laid out as its Dockerfile copies it', async () => {
    await stageImage(join(directory, 'cdk.out'));
    const staged = await findStagedImage(join(directory, 'cdk.out'), IMAGE);
    if (staged === undefined) throw new Error('the assembly has the image');
    const image = await buildImage(staged, join(directory, 'images'), '/modules');

    expect(image).toMatchObject({
      workdir: '/opt/program',
      entrypoint: ['node', '/opt/program/main.mjs'],
      command: ['serve'],
      environment: { NODE_ENV: 'production', GREETING: 'hello there' },
    });
    const original = await readFile(join(import.meta.dirname, 'image/main.mjs'), 'utf8');
    expect(await readFile(join(image.root, 'opt/program/main.mjs'), 'utf8')).toBe(original);
  });

  it('that no assembly has is not found', async () => {
    await stageImage(join(directory, 'cdk.out'));

    expect(await findStagedImage(join(directory, 'cdk.out'), 'repository:other')).toBeUndefined();
  });

  it('takes files from an earlier stage, folders whole, and lists of files into a folder', async () => {
    const context = join(directory, 'context');
    await mkdir(join(context, 'src/deep'), { recursive: true });
    await writeFile(join(context, 'src/deep/a.txt'), 'a');
    await writeFile(join(context, 'b.txt'), 'b');
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM base AS one\nWORKDIR /made\nCOPY src ./\nFROM base\nARG WHERE=/srv\nWORKDIR $WHERE/app\n' +
        'COPY --from=one /made /taken\nCOPY ["b.txt", "src/deep/a.txt", "./"]\nADD src lib\nENTRYPOINT ["run"]\n',
    );
    await cp(context, join(directory, 'copy'), { recursive: true });
    const staged = { tag: 'tag', directory: context, dockerfile: join(context, 'Dockerfile') };
    const { root } = await buildImage(staged, join(directory, 'images'), '/modules');

    expect(await readFile(join(root, 'taken/deep/a.txt'), 'utf8')).toBe('a');
    expect(await readFile(join(root, 'srv/app/a.txt'), 'utf8')).toBe('a');
    expect(await readFile(join(root, 'srv/app/b.txt'), 'utf8')).toBe('b');
    expect(await readFile(join(root, 'srv/app/lib/deep/a.txt'), 'utf8')).toBe('a');
  });

  it('with an entry point in shell form is refused', () => {
    expect(() => readDockerfile('FROM base\nENTRYPOINT node main.mjs\n')).toThrow(/exec form/);
  });
});

describe('the paths of a container', () => {
  it('are mapped wherever they stand alone, and nothing else is', async () => {
    await mkdir(join(directory, 'app'));
    const mounts = { root: directory, mlDirectory: '/jobs/1/ml' };
    const mapped = ['/opt/ml/model', '--out=/opt/ml/x', '/app:/opt/ml', '{"a":"/opt/ml/b"}'].map((one) =>
      mapPaths(one, mounts),
    );

    expect(mapped).toEqual([
      '/jobs/1/ml/model',
      '--out=/jobs/1/ml/x',
      `${directory}/app:/jobs/1/ml`,
      '{"a":"/jobs/1/ml/b"}',
    ]);
    for (const same of ['s3://app/key', '/opt/mlx', '/usr/bin/env', 'a/opt/ml', 'http://h/app']) {
      expect(mapPaths(same, mounts)).toBe(same);
    }
  });
});
