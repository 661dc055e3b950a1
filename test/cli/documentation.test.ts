import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../cli/failure/exit-code.ts';
import { buildProgram } from '../../cli/program.ts';
import { ERROR_CODES } from '../../domain/errors.ts';
import { ROOT } from './support/trainyard.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);

const commandNames = buildProgram('0', () => async () => undefined, { help: () => undefined }).commands.map((command) =>
  command.name(),
);

describe('the documentation', () => {
  it.each([...ERROR_CODES])('explains %s with its exit code', (code) => {
    expect(read('docs/errors.md')).toContain(`| \`${code}\` | ${exitCodeOf(code)} |`);
  });

  it('lists no error code that does not exist', () => {
    const listed = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(listed.toSorted()).toEqual([...ERROR_CODES].toSorted());
  });

  it.each(commandNames)('tells of the command %s', (name) => {
    expect(read('docs/cli.md')).toContain(`\`${name}`);
  });

  it.each(pages)('calls only commands that exist in %s', (page) => {
    const called = [...read(page).matchAll(/npx trainyard ([a-z]+)/g)].map(([, name]) => name);
    for (const name of called) expect(commandNames).toContain(name);
  });

  it.each(pages)('links only to files that exist from %s', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target ?? '');
    for (const target of links) expect(existsSync(join(ROOT, dirname(page), target))).toBe(true);
  });
});
