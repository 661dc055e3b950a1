#!/usr/bin/env node
// What the test runners counted, read from the files that they leave. As a program: one line over all of them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RESULTS = join(import.meta.dirname, '..', 'coverage');
export const JEST_RESULTS = join(RESULTS, 'jest.json');
export const PYTEST_RESULTS = join(RESULTS, 'pytest.xml');
export const TRANSFORMER_RESULTS = join(RESULTS, 'pytest-transformer.xml');
export const TRANSFORMER_LOOP_RESULTS = join(RESULTS, 'jest-transformer.json');

/** Totals of those files that are there. */
export function totalsOf(...files) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files.filter(existsSync)) {
    const one = file.endsWith('.json') ? jestTotals(file) : pytestTotals(file);
    for (const name of Object.keys(sum)) sum[name] += one[name];
  }
  return sum;
}

export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function pytestTotals(file) {
  const suites = readFileSync(file, 'utf8').matchAll(/<testsuite [^>]*>/g);
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

function jestTotals(file) {
  const results = JSON.parse(readFileSync(file, 'utf8'));
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

const ALL = [JEST_RESULTS, PYTEST_RESULTS, TRANSFORMER_RESULTS, TRANSFORMER_LOOP_RESULTS];
if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${totalsLine(totalsOf(...ALL))}\n`);
}
