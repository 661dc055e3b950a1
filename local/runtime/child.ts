import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

export interface ChildPlan {
  readonly name: 'emulator' | 'plane';
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly logFile: string;
}

export interface Child {
  readonly name: ChildPlan['name'];
  readonly logFile: string;
  /** Resolves, never rejects, once the process is gone: with how it ended, in words. */
  readonly ended: Promise<string>;
  /** Asks it to end (SIGTERM) and makes it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Starts a child whose standard input is a pipe held by this process alone: its end tells the child that we are gone. */
export function startChild(plan: ChildPlan): Child {
  const log = openSync(plan.logFile, 'a', 0o600);
  const started = spawn(plan.command, plan.arguments, {
    cwd: plan.workingDirectory,
    env: plan.environment,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const ended = whenEnded(started);
  return {
    name: plan.name,
    logFile: plan.logFile,
    ended,
    async stop(graceMs) {
      started.kill('SIGTERM');
      const forced = setTimeout(() => started.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(forced);
    },
  };
}

function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
}
