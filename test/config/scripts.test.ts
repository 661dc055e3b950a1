import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../config/load.ts';
import { standInFor } from '../../config/prebuilt-images.ts';
import { PlatformError } from '../../domain/errors.ts';

const IMAGE = '763104351884.dkr.ecr.{region}.amazonaws.com/pytorch-training:2.6.0-cpu';
const ENVIRONMENT = { name: 'dev', account: '111111111111', region: 'eu-central-1', approval: { policy: 'auto' } };
const SCRIPT = { name: 'mine', family: 'script', image: IMAGE, directory: 'trainers/mine' };

describe('a script in the configuration', () => {
  let repository: string;

  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'trainyard-scripts-'));
    write('config/environments/dev.ts', `export default ${JSON.stringify(ENVIRONMENT)};\n`);
    write('trainers/mine/train.py', 'print("hello")\n');
  });

  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  function write(file: string, content: string): void {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    writeFileSync(join(repository, file), content);
  }

  /** What is wrong when these are the candidates, as `path: message`. */
  async function problems(...candidates: object[]): Promise<string[]> {
    const workload = { name: 'tickets', labels: { a: 'billing', b: 'other' }, candidates };
    write('config/workloads/tickets.ts', `export default ${JSON.stringify(workload)};\n`);
    try {
      await loadConfiguration('dev', join(repository, 'config'));
      return [];
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const { message } = error;
      return message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    }
  }

  /** The environment runs images as programs of this machine. */
  const withPrebuilt = (prebuiltImages: Record<string, string>): void =>
    write('config/environments/dev.ts', `export default ${JSON.stringify({ ...ENVIRONMENT, prebuiltImages })};\n`);

  it('is good when its folder and its entry point are there', async () => {
    expect(await problems(SCRIPT)).toEqual([]);
  });

  it('is told all that it lacks, at once and with its path', async () => {
    const away = IMAGE.replace('{region}', 'us-west-2');
    write('trainers/mine/__pycache__/left.py', '');

    expect(
      await problems(
        { ...SCRIPT, entryPoint: 'main.py' },
        { ...SCRIPT, name: 'gone', directory: 'trainers/gone' },
        { ...SCRIPT, name: 'away', image: away },
        { ...SCRIPT, name: 'left', entryPoint: '__pycache__/left.py' },
      ),
    ).toEqual([
      'workloads/tickets.ts: candidates.0.entryPoint: is not in trainers/mine',
      'workloads/tickets.ts: candidates.1.directory: is no folder of the repository',
      expect.stringMatching(/^workloads\/tickets.ts: candidates.2.image: is of another region, .* eu-central-1/),
      'workloads/tickets.ts: candidates.3.entryPoint: is not in trainers/mine',
    ]);
  });

  it.each([
    ['a file', (at: string) => writeFileSync(at, ''), 'is no folder'],
    ['a link', (at: string) => symlinkSync(tmpdir(), at), 'is reached through a link'],
  ])('cannot have %s for its folder', async (_what, make, message) => {
    make(join(repository, 'trainers/odd'));

    expect(await problems({ ...SCRIPT, directory: 'trainers/odd' })).toEqual([
      expect.stringContaining(`candidates.0.directory: ${message}`),
    ]);
  });

  it('cannot have a link among its sources', async () => {
    symlinkSync('/etc/passwd', join(repository, 'trainers/mine/users'));

    expect(await problems(SCRIPT)).toEqual([
      expect.stringContaining('has users, which is neither a file nor a folder'),
    ]);
  });

  it('cannot have data among its sources, of which what tools leave is no part', async () => {
    writeFileSync(join(repository, 'trainers/mine/rows.csv'), Buffer.alloc(21 * 1024 ** 2));
    expect(await problems(SCRIPT)).toEqual([expect.stringContaining('has 2 files of 22020111 bytes')]);

    rmSync(join(repository, 'trainers/mine/rows.csv'));
    write('trainers/mine/__pycache__/rows.pyc', '');
    writeFileSync(join(repository, 'trainers/mine/__pycache__/rows.pyc'), Buffer.alloc(21 * 1024 ** 2));
    expect(await problems(SCRIPT)).toEqual([]);
  });

  it('needs a Python that stands for its image where none is pulled', async () => {
    withPrebuilt({});

    expect(await problems(SCRIPT)).toEqual([
      "environments/dev.ts: prebuiltImages: has no Python for 763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-training:2.6.0-cpu, and no image is pulled here: add '*/pytorch-training*': '<folder of a virtual environment>', one with what the scripts in trainers/mine import",
    ]);
  });

  it('needs that Python to be there', async () => {
    withPrebuilt({ '*/pytorch-training:*': '.venv-torch' });
    expect(await problems(SCRIPT)).toEqual([
      expect.stringMatching(
        /^environments\/dev.ts: prebuiltImages.*is no virtual environment: .*\.venv-torch\/bin\/python3/,
      ),
    ]);

    write('.venv-torch/bin/python3', '');
    expect(await problems(SCRIPT)).toEqual([]);
  });
});

describe('what stands for an image', () => {
  const uri = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.6.0-cpu';

  it('is what the first pattern names that matches all of its URI', () => {
    expect(standInFor({ 'pytorch-training': 'a', '*/pytorch-training:*': 'b', '*': 'c' }, uri)?.folder).toBe('b');
    expect(standInFor({ [uri]: 'exact' }, uri)?.folder).toBe('exact');
  });

  it('is nothing where none does; a dot is a dot', () => {
    expect(standInFor({ '*/tensorflow-training:*': 'a', '*/pytorch-training:2x6*': 'b' }, uri)).toBeUndefined();
  });
});
