import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** The server of a staged build context, as a process of its own. */
export interface StagedServer {
  readonly process: ChildProcess;
  readonly url: string;
  /** Everything it wrote so far, both streams. */
  output(): string;
  /** Resolves at the first 200 of `/ping`; rejects when the process ends before. */
  ready(): Promise<void>;
  /** Exit status, once it ended. */
  ended(): Promise<number | null>;
}

/** Gives a staged context the packages that its image would install. */
export function linkPackages(context: string): void {
  symlinkSync(path.resolve(import.meta.dirname, '../../../node_modules'), path.join(context, 'node_modules'));
}

/** Starts the image's entry point on a free port; `baseDirectory` holds the folder `model`. */
export async function startStagedServer(
  context: string,
  baseDirectory: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<StagedServer> {
  const port = await freePort();
  const child = spawn(process.execPath, ['main.mjs', 'serve'], {
    cwd: context,
    env: {
      PATH: process.env.PATH,
      SAGEMAKER_BASE_DIR: baseDirectory,
      SAGEMAKER_BIND_TO_PORT: String(port),
      TRAINYARD_MODEL_PACKAGE: '7',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => written.push(chunk));
  const exit = once(child, 'exit').then(([status]: (number | null)[]) => status ?? null);
  const url = `http://127.0.0.1:${port}`;
  const output = (): string => Buffer.concat(written).toString();
  return {
    process: child,
    url,
    output,
    ended: () => exit,
    async ready() {
      while (child.exitCode === null) {
        const answer = await fetch(`${url}/ping`).catch(() => undefined);
        if (answer?.status === 200) return;
        await once(child.stdout, 'data', { signal: AbortSignal.timeout(50) }).catch(() => undefined);
      }
      throw new Error(`The server ended before it was ready: ${output()}`);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
