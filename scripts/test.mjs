#!/usr/bin/env node
// Runs every check of the repository in turn and ends with one line of the runners' own totals.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'coverage');
const JEST_RESULTS = join(RESULTS, 'jest.json');
const PYTEST_RESULTS = join(RESULTS, 'pytest.xml');

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

function pytestTotals() {
  const suites = readFileSync(PYTEST_RESULTS, 'utf8').matchAll(/<testsuite [^>]*>/g);
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const [tag] of suites) {
    const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    totals.failed += failed;
    totals.skipped += count('skipped');
    totals.passed += count('tests') - failed - count('skipped');
  }
  return totals;
}

function jestTotals() {
  const results = JSON.parse(readFileSync(JEST_RESULTS, 'utf8'));
  // A suite that could not even be loaded has no tests to count, and must not look like success.
  const broken = results.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
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

const totals = [jestTotals(), pytestTotals()].reduce(
  (sum, one) => ({
    passed: sum.passed + one.passed,
    failed: sum.failed + one.failed,
    skipped: sum.skipped + one.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
rmSync(TMPDIR, { recursive: true, force: true });
process.exit(checks.every(Boolean) && totals.failed === 0 ? 0 : 1);
