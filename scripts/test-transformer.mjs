#!/usr/bin/env node
// Runs the tests of the transformer family, in the environment that has PyTorch. Arguments go to pytest.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { TRANSFORMER_RESULTS } from './totals.mjs';

const ROOT = join(import.meta.dirname, '..');
const PYTHON = join(ROOT, '.venv-transformer', 'bin', 'python');
const TESTS = join('test', 'containers', 'training', 'transformer');

rmSync(TRANSFORMER_RESULTS, { force: true });
const { status } = spawnSync(
  PYTHON,
  ['-m', 'pytest', '-q', TESTS, `--junit-xml=${TRANSFORMER_RESULTS}`, ...process.argv.slice(2)],
  { cwd: ROOT, stdio: 'inherit' },
);
process.exit(status ?? 1);
