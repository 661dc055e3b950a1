#!/usr/bin/env node
// Runs the tests of the transformer family, in the environment that has PyTorch. Arguments go to pytest.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PYTHON = join(ROOT, '.venv-transformer', 'bin', 'python');
const TESTS = join('test', 'containers', 'training', 'transformer');

const { status } = spawnSync(PYTHON, ['-m', 'pytest', '-q', TESTS, ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);
