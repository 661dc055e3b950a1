import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessEngine } from '../../../local/sagemaker/engine/process.ts';

const IMAGE = 'registry/images:python';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'python-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** An engine over a repository of its own, and one image that copies a requirements file. */
async function engineWith(requirements: string): Promise<ProcessEngine> {
  const assembly = join(directory, 'cdk.out');
  await mkdir(join(assembly, 'asset'), { recursive: true });
  await writeFile(join(assembly, 'asset', requirements), '');
  await writeFile(
    join(assembly, 'asset', 'Dockerfile'),
    `FROM python\nWORKDIR /opt/program\nCOPY ${requirements} ./\nRUN pip install -r ${requirements}\nENTRYPOINT ["python"]\n`,
  );
  const image = { source: { directory: 'asset' }, destinations: { here: { imageTag: 'python' } } };
  await writeFile(join(assembly, 'stack.assets.json'), JSON.stringify({ dockerImages: { python: image } }));
  return new ProcessEngine({
    assetsDirectory: assembly,
    imagesDirectory: join(directory, 'images'),
    toolchain: { node: process.execPath, nodeModules: join(directory, 'node_modules'), repository: directory },
  });
}

/** A Python environment whose interpreter says its own name. */
async function environment(name: string): Promise<void> {
  const bin = join(directory, name, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'python'), `#!/bin/sh\necho ${name}\n`);
  await chmod(join(bin, 'python'), 0o755);
}

async function run(engine: ProcessEngine): Promise<string[]> {
  const lines: string[] = [];
  const container = await engine.start({
    image: IMAGE,
    entrypoint: undefined,
    arguments: undefined,
    environment: {},
    mlDirectory: join(directory, 'job', 'ml'),
    serves: false,
    onLine: (line) => lines.push(line),
  });
  await container.exited;
  return lines;
}

describe('the Python of an image', () => {
  beforeEach(() => environment('.venv'));

  it("is the repository's own for the requirements that everybody has", async () => {
    expect(await run(await engineWith('requirements.txt'))).toEqual(['.venv']);
  });

  it('is that of the extra for the requirements of an extra', async () => {
    await environment('.venv-large');

    expect(await run(await engineWith('requirements-large.txt'))).toEqual(['.venv-large']);
  });

  it('is refused with the command that installs it where the extra is missing', async () => {
    const engine = await engineWith('requirements-large.txt');
    await engine.prepare(IMAGE);

    await expect(run(engine)).rejects.toThrow(/^TOOL_MISSING: .* run `npm run setup:large`/);
  });
});
