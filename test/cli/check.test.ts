import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { trainyard } from './support/trainyard.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainyard-check-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: string, lines: readonly string[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
};

describe('trainyard check', () => {
  it('accounts for every row, names the next command and needs nothing deployed', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => `text number ${index},${index % 2}`);
    const path = await write('good.csv', ['text,label', ...rows, rows[0] ?? '', 'unknown,7']);

    const { exitCode, stdout } = await trainyard(['check', path]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('202 received = 200 accepted + 1 duplicates + 1 quarantined');
    expect(stdout).toContain('LABEL_UNKNOWN 1');
    expect(stdout).toContain(`npx trainyard upload reviews ${path} --wait`);
  });

  it('ends with exit code 2 and the reason for a file that alone makes no dataset', async () => {
    const path = await write('one-class.csv', ['text,label', 'good,1', 'fine,1']);

    const { exitCode, stdout } = await trainyard(['check', path, '--json']);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, refusal: { code: 'ONE_CLASS_ONLY' } });
  });

  it('refuses a workload that is not configured', async () => {
    const path = await write('any.csv', ['text,label', 'good,1']);

    const { exitCode, stdout } = await trainyard(['check', path, '--workload', 'reveiws', '--json']);

    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'WORKLOAD_UNKNOWN' });
  });
});
