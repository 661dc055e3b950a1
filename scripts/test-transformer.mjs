#!/usr/bin/env node
// Runs the tests of the transformer family, in the environment that has PyTorch, and then the whole loop with real
// weights. Arguments go to pytest, and with them the loop is left out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RESULTS, TRANSFORMER_LOOP_RESULTS, TRANSFORMER_RESULTS } from './totals.mjs';

const ROOT = join(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const PYTHON = join(ROOT, '.venv-transformer', 'bin', 'python');
const TESTS = join('test', 'containers', 'training', 'transformer');

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

const chosen = process.argv.slice(2);
mkdirSync(RESULTS, { recursive: true });
for (const file of [TRANSFORMER_RESULTS, TRANSFORMER_LOOP_RESULTS]) rmSync(file, { force: true });
const passed = [run(PYTHON, ['-m', 'pytest', '-q', TESTS, `--junit-xml=${TRANSFORMER_RESULTS}`, ...chosen])];
if (chosen.length === 0) {
  const jest = ['--selectProjects', 'transformer', '--json', `--outputFile=${TRANSFORMER_LOOP_RESULTS}`];
  passed.push(
    run(join(BIN, 'jest'), jest, {
      PATH: `${BIN}${delimiter}${process.env.PATH}`,
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      CDK_VALIDATION: 'false',
      TRAINYARD_TEST_TRANSFORMER: '1',
    }),
  );
}
process.exit(passed.every(Boolean) ? 0 : 1);
