#!/usr/bin/env node
// Installs what trains transformers: PyTorch and all that it needs, in an environment of its own (about 6 GB on Linux).
// `npm test` and the demo do without it.
import { installPythonEnvironment } from './install/python-environment.mjs';
import { installAll } from './install/steps.mjs';

const REQUIREMENTS = [
  'requirements/test.txt',
  'requirements/transformer.txt',
  'containers/training/requirements-transformer.txt',
];

await installAll(() =>
  // NumPy and SciPy of these versions need Python 3.11.
  installPythonEnvironment({ folder: '.venv-transformer', requirements: REQUIREMENTS, leastMinor: 11 }),
);
