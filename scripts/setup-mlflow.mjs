#!/usr/bin/env node
// Installs an MLflow server, in an environment of its own. Nothing else needs it.
import { installPythonEnvironment } from './install/python-environment.mjs';
import { installAll } from './install/steps.mjs';

await installAll(() =>
  // pandas and NumPy of these versions need Python 3.11.
  installPythonEnvironment({ folder: '.venv-mlflow', requirements: ['requirements/mlflow.txt'], leastMinor: 11 }),
);
