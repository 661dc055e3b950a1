#!/usr/bin/env node
// Installs what the repository needs and lacks: the lockfile's npm packages and a Python virtual environment.
// Has no dependencies and runs on Node 20, since it runs before anything is installed.
import { installNpmPackages } from './install/npm-packages.mjs';
import { installPythonEnvironment } from './install/python-environment.mjs';
import { installAll, SetupError } from './install/steps.mjs';

const REQUIREMENTS = ['requirements/local.txt', 'requirements/test.txt', 'containers/training/requirements.txt'];

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new SetupError(`Node ≥ 20 is needed and this is ${process.version}: install a newer one`);
}

// Both wait mostly for the network, so they run side by side.
await installAll(
  async () => {
    requireNode();
    await installNpmPackages();
  },
  () => installPythonEnvironment({ folder: '.venv', requirements: REQUIREMENTS }),
);
