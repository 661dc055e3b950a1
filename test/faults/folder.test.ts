import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { passPoint } from '../../faults/folder.ts';
import { FaultsFolder } from './faults-folder.ts';

const POINT = 'gate/S3.PutObject';

describe('a plan of faults', () => {
  let folder: FaultsFolder;
  beforeEach(() => {
    folder = new FaultsFolder();
  });
  afterEach(() => folder.remove());

  const passes = (count: number, point = POINT) => Array.from({ length: count }, () => passPoint(folder.path, point));

  it('strikes as often as it says, after the passes that it skips, at its own point', () => {
    folder.arm({ point: POINT, fault: 'hang', skip: 1, times: 2 });

    expect(passes(1, 'gate/S3.GetObject')).toEqual([undefined]);
    expect(passes(5)).toEqual([undefined, 'hang', 'hang', undefined, undefined]);
  });

  it('strikes anew once it is armed anew', () => {
    folder.arm({ point: POINT, fault: 'hang' });
    passes(2);
    folder.arm({ point: POINT, fault: 'throttled' });

    expect(passes(2)).toEqual(['throttled', undefined]);
  });

  it('leaves everything alone while nothing is armed, and writes down what passed', () => {
    expect(passes(1)).toEqual([undefined]);
    expect(folder.passes()).toMatchObject([{ point: POINT, pid: process.pid }]);
  });

  it('counts across processes: of many that pass at once, one is struck, in TypeScript as in Python', async () => {
    folder.arm({ point: POINT, fault: 'throttled' });
    const root = `${import.meta.dirname}/../..`;
    const typescript = `import { passPoint } from './faults/folder.ts'; for (let i = 0; i < 50; i++) passPoint('${folder.path}', '${POINT}');`;
    const python = `from pathlib import Path; from emulator.fault_plan import pass_point\nfor _ in range(50): pass_point(Path('${folder.path}'), '${POINT}')`;

    await Promise.all([
      execa(process.execPath, ['--input-type=module-typescript', '-e', typescript], { cwd: root }),
      execa(process.execPath, ['--input-type=module-typescript', '-e', typescript], { cwd: root }),
      execa(`${root}/.venv/bin/python`, ['-c', python], { cwd: `${root}/local` }),
    ]);

    const seen = folder.passes();
    expect(seen).toHaveLength(150);
    expect(seen.filter(({ fault }) => fault !== undefined)).toMatchObject([{ fault: 'throttled' }]);
  });
});
