import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageInferenceImage } from '../../../containers/inference/build.ts';
import { stageTrainingImage } from '../../../containers/training/build.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trainyard-stage-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function contentOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(directory, file), readFileSync(file, 'utf8')]),
  );
}

function stageTwice(stage: (outputDirectory: string) => void): [Record<string, string>, Record<string, string>] {
  const [first, second] = [mkdtempSync(path.join(folder, 'a-')), mkdtempSync(path.join(folder, 'bcd-'))];
  stage(first);
  stage(second);
  return [contentOf(first), contentOf(second)];
}

describe('The inference image', () => {
  it('has the same bytes twice, whatever folder it is staged to, and no path of this machine', () => {
    const [first, second] = stageTwice((outputDirectory) => stageInferenceImage({ outputDirectory }));

    expect(first).toEqual(second);
    expect(Object.keys(first)).toEqual([
      '.npmrc',
      'Dockerfile',
      'main.mjs',
      'package-lock.json',
      'package.json',
      'worker.mjs',
    ]);
    for (const text of Object.values(first)) expect(text).not.toContain(path.resolve('.'));
  });

  it('takes a handler from anywhere and refuses one that cannot be bundled', () => {
    const handler = path.join(folder, 'broken.ts');
    writeFileSync(handler, "import { nothing } from './missing.ts';\nexport default nothing;\n");

    expect(() => stageInferenceImage({ handler, outputDirectory: path.join(folder, 'broken') })).toThrow('missing.ts');
  });

  it('installs the version of ONNX Runtime that the platform is tested with', () => {
    const read = (file: string): { dependencies: Record<string, string> } => JSON.parse(readFileSync(file, 'utf8'));

    expect(read('containers/inference/package.json').dependencies['onnxruntime-node']).toBe(
      read('package.json').dependencies['onnxruntime-node'],
    );
  });
});

describe.each([
  ['classic', 'requirements.txt'],
  ['transformer', 'requirements-transformer.txt'],
] as const)('The %s training image', (image, requirements) => {
  it('has the same bytes twice: pins, Dockerfile, shared sources and its own', () => {
    const [first, second] = stageTwice((outputDirectory) => stageTrainingImage({ image, outputDirectory }));

    expect(first).toEqual(second);
    const [dockerfile, pins, ...sources] = Object.keys(first);
    expect([dockerfile, pins]).toEqual(['Dockerfile', requirements]);
    const shape = new RegExp(`^trainyard_training/(rules/|${image}/(\\w+/)*)?\\w+\\.(py|json)$`);
    expect(sources.filter((name) => !shape.test(name))).toEqual([]);
    expect(sources).toEqual(
      expect.arrayContaining(['trainyard_training/__main__.py', `trainyard_training/${image}/job.py`]),
    );
  });
});
