#!/usr/bin/env node
// Serves MLflow on this machine alone, until Ctrl-C; what it is told is kept in .trainyard/mlflow.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './install/steps.mjs';

const port = process.argv[2] ?? '5000';
const folder = join(ROOT, '.trainyard', 'mlflow');
mkdirSync(folder, { recursive: true });
const server = spawn(
  join(ROOT, '.venv-mlflow', 'bin', 'mlflow'),
  [
    'server',
    ...['--host', '127.0.0.1', '--port', port, '--workers', '1'],
    ...['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`],
    ...['--artifacts-destination', join(folder, 'artifacts')],
  ],
  {
    stdio: 'inherit',
    // It would tell its makers that it runs, and start processes for jobs that nobody here gives it.
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
  },
);
// A terminal's Ctrl-C reaches the server by itself; whoever stops this process means the server.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code) => process.exit(code ?? 0));
server.on('error', (error) => {
  console.error(`MLflow could not be started: ${error.message}. Run \`npm run setup:mlflow\`.`);
  process.exit(1);
});
