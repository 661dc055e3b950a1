#!/usr/bin/env node
// Runs every check of the repository in turn and ends with one line of the runners' own totals.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { JEST_RESULTS, PYTEST_RESULTS, RESULTS, totalsLine, totalsOf } from './totals.mjs';

const ROOT = join(import.meta.dirname, '..');

const BIN = join(ROOT, 'node_modules', '.bin');
const bin = (name) => join(BIN, name);
// The pinned Node comes first, also when this is started by another one.
const PATH = `${BIN}${delimiter}${process.env.PATH}`;
// What tests leave in the temporary folder, CDK's assemblies above all, goes with this one.
const TMPDIR = mkdtempSync(join(tmpdir(), 'trainyard-test-'));

function run(title, command, args, env = {}) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${title}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH, TMPDIR, ...env } });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.stdout.write(
        `── ${title}: ${code === 0 ? 'ok' : `failed (${signal ?? code})`}, ${Math.round((Date.now() - startedAt) / 1000)} s\n`,
      );
      resolve(code === 0);
    });
  });
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const checks = [
  await run('types', bin('tsc'), []),
  await run('format and lint', bin('biome'), ['check', '--error-on-warnings']),
  await run('Python tests', join(ROOT, '.venv', 'bin', 'python'), [
    '-m',
    'pytest',
    '-q',
    'test',
    `--junit-xml=${PYTEST_RESULTS}`,
  ]),
  await run('TypeScript tests', bin('jest'), ['--json', `--outputFile=${JEST_RESULTS}`, ...process.argv.slice(2)], {
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    CDK_VALIDATION: 'false',
  }),
];

const totals = totalsOf(JEST_RESULTS, PYTEST_RESULTS);
process.stdout.write(`\n${totalsLine(totals)}\n`);
rmSync(TMPDIR, { recursive: true, force: true });
process.exit(checks.every(Boolean) && totals.failed === 0 ? 0 : 1);
