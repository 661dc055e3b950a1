import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';

jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = ['scripts', 'package.json', 'package-lock.json', 'requirements', 'containers/training/requirements.txt'];
/** Nothing listens there. */
const NO_REGISTRY = { npm_config_registry: 'http://127.0.0.1:1', npm_config_fetch_retries: '0' };
const NO_INDEX = { PIP_INDEX_URL: 'http://127.0.0.1:1/simple', PIP_RETRIES: '0' };

describe('the set-up script', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trainyard-setup-'));
    for (const path of COPIED) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const setUp = (env: Record<string, string>) =>
    execa(process.execPath, [join(folder, 'scripts', 'setup.mjs')], { cwd: folder, env, reject: false });

  /** What the script says apart from its progress. */
  const complaints = (stderr: string): string[] => stderr.split('\n').filter((line) => !/ …| done in /.test(line));

  it('says in a line each that the registries cannot be reached', async () => {
    const { exitCode, stderr } = await setUp({ ...NO_REGISTRY, ...NO_INDEX });

    expect(exitCode).toBe(1);
    expect(complaints(stderr).sort()).toEqual([
      expect.stringMatching(/^setup: the Python package index could not be reached .* run the command again$/),
      expect.stringMatching(/^setup: the npm registry could not be reached .* run the command again$/),
    ]);
  });

  it('says in one line that there is no Python, beside what else is wrong', async () => {
    const { exitCode, stderr } = await setUp({ ...NO_REGISTRY, PATH: onlyNode(folder) });

    expect(exitCode).toBe(1);
    expect(complaints(stderr)).toContain(
      'setup: Python ≥ 3.10 is needed and none was found: install it, or name it in the variable PYTHON',
    );
  });

  it('does nothing, and says nothing, where everything is current', async () => {
    const startedAt = performance.now();
    const { exitCode, stderr } = await execa(process.execPath, [join(ROOT, 'scripts', 'setup.mjs')], { reject: false });

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('installs again when the pins have changed', async () => {
    mkdirSync(join(folder, '.venv', 'bin'), { recursive: true });
    writeFileSync(join(folder, '.venv', '.trainyard-setup'), 'of other pins');

    const { stderr } = await setUp({ ...NO_REGISTRY, ...NO_INDEX });

    expect(stderr).toContain('setup: Python packages …');
    expect(() => readFileSync(join(folder, '.venv', '.trainyard-setup'))).toThrow();
  });
});

/** A PATH with Node and npm and nothing else. */
function onlyNode(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  return bin;
}
