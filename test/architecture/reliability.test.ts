import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const ROWS = Array.from({ length: 35 }, (_, index) => index + 1);
const THIS_FILE = 'test/architecture/reliability.test.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Row number to the files that its line of the page names. */
function namedByPage(): Map<number, string[]> {
  const lines = [...read('docs/reliability.md').matchAll(/^\| (\d+) \|.*\|([^|]+)\|$/gm)];
  return new Map(
    lines.map(([, row = '', tests = '']) => [
      Number(row),
      [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    ]),
  );
}

/** Row number to the files with a test of its name. */
function namedByTests(): Map<number, string[]> {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `test/${name}`)
    .filter((path) => path !== THIS_FILE);
  const titles = files.map(
    (path) => [path, new Set([...read(path).matchAll(/['"`]row (\d+): /g)].map(([, row]) => Number(row)))] as const,
  );
  return new Map(ROWS.map((row) => [row, titles.filter(([, rows]) => rows.has(row)).map(([path]) => path)]));
}

describe('the page on reliability', () => {
  const page = namedByPage();
  const tests = namedByTests();

  it('has every row', () => {
    expect([...page.keys()]).toEqual(ROWS);
  });

  it.each(ROWS)('names, for row %i, the files that have a test of its name', (row) => {
    expect(tests.get(row)).not.toEqual([]);
    expect(page.get(row)?.toSorted()).toEqual(tests.get(row)?.toSorted());
  });
});
