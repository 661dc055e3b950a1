import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { killMarked } from './stray-processes.ts';

/** All that the command started has this variable: also what has left its process group, as torchrun's workers do. */
const MARK = 'TRAINYARD_CONTAINER';

/**
 * Runs a command in a process group of its own that cannot outlive this process: descriptor 3 is a pipe that only
 * this process holds open, so when it dies, however it dies, the reader gets end of file and kills the group and what
 * has the mark. As in a container, only the command itself gets SIGTERM.
 */
const KEEPER = `
mark=$1
shift
stray() { for at in /proc/[0-9]*; do grep -qsaF "$mark" "$at/environ" && kill -KILL "\${at#/proc/}"; done; }
env "$mark" "$@" 3<&- &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM
( trap '' TERM; read -r _ <&3; stray; kill -KILL 0 ) >/dev/null 2>&1 &
exec 3<&-
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
exit "$code"
`;

export interface WatchedProcessOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

export class WatchedProcess {
  readonly #child: ChildProcess;
  readonly #mark: string;
  /** 128 + n when it died of signal n. */
  readonly exited: Promise<number>;

  constructor(command: string, args: readonly string[], options: WatchedProcessOptions) {
    this.#mark = `${MARK}=${randomUUID()}`;
    const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', this.#mark, command, ...args], {
      cwd: options.cwd,
      env: { ...options.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', options.onLine);
    }
    // The reader of the other end goes away by SIGKILL; that is no error here.
    child.stdio[3]?.on('error', () => undefined);
    child.once('exit', () => {
      this.#kill('SIGKILL', true);
      killMarked(this.#mark);
    });
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        options.onLine(`cannot start: ${error.message}`);
        resolve(127);
      });
      child.once('close', (code) => resolve(code ?? 137));
    });
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#kill('SIGTERM', false);
    const grace = new AbortController();
    const timer = delay(graceSeconds * 1000, undefined, { signal: grace.signal }).then(
      () => this.#kill('SIGKILL', true),
      () => undefined,
    );
    await this.exited;
    grace.abort();
    await timer;
  }

  async kill(): Promise<void> {
    this.#kill('SIGKILL', true);
    await this.exited;
  }

  #kill(signal: NodeJS.Signals, group: boolean): void {
    const pid = this.#child.pid;
    if (pid === undefined) return;
    try {
      process.kill(group ? -pid : pid, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
}

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH';
