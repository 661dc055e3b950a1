import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const APP = path.resolve(import.meta.dirname, '../../..');
const VENV = path.join(APP, '.venv/bin/python');
// Where the set-up keeps the packages; another interpreter that has them can be named.
export const PYTHON = process.env.TRAINYARD_PYTHON ?? (existsSync(VENV) ? VENV : 'python3');

/** A Python process that answers one JSON line for each JSON line it is sent. */
export interface PythonProcess {
  ask<Answer>(question: unknown): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts a script that lies beside the tests, with the trainer's package on its path. */
export function startPython(script: string): PythonProcess {
  const child = spawn(PYTHON, [path.join(import.meta.dirname, script)], {
    env: {
      ...process.env,
      PYTHONPATH: path.join(APP, 'containers/training'),
      PYTHONDONTWRITEBYTECODE: '1',
      // As the container's entry point sets it; threads that wait for each other are slow beside other work, too.
      OMP_NUM_THREADS: '1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended before it answered`);
      return JSON.parse(value);
    },
    async end() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
