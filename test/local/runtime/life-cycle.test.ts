import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type RuntimeStatus,
  readRuntime,
  resetRuntime,
  runtimeEnvironment,
  startRuntime,
  stopRuntime,
} from '../../../local/runtime/index.ts';
import { isPortFree } from '../../../local/runtime/ports.ts';

const planeEntry = join(import.meta.dirname, 'stand-in-plane.mjs');
const LIMIT_MS = 60_000;

let stateDirectory: string;

beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'trainyard-runtime-'));
});

afterEach(async () => {
  await stopRuntime(stateDirectory);
  rmSync(stateDirectory, { recursive: true, force: true });
}, LIMIT_MS);

const start = (port?: number): Promise<RuntimeStatus> =>
  startRuntime({ stateDirectory, planeEntry, ...(port === undefined ? {} : { port }) });

describe('the runtime', () => {
  it(
    'keeps what was put into it, its port and its credentials over a stop and a start, and frees its ports',
    async () => {
      const first = await start();
      await putParameter(first, '/kept', 'yes');

      expect(await stopRuntime(stateDirectory)).toBe(true);

      expect((await readRuntime(stateDirectory))?.state).toBe('stopped');
      expect(await Promise.all([first.gatewayPort, first.planePort].map(isPortFree))).toEqual([true, true]);
      const second = await start();
      expect(second.credentials).toEqual(first.credentials);
      expect(second.gatewayPort).toBe(first.gatewayPort);
      expect(await getParameter(second, '/kept')).toBe('yes');
    },
    LIMIT_MS,
  );

  it(
    'is found running by whoever asks again, and shows its credentials to nobody else',
    async () => {
      const first = await start();

      const again = await start();

      expect(again).toEqual(first);
      expect(statSync(join(stateDirectory, 'runtime.json')).mode & 0o777).toBe(0o600);
      expect(runtimeEnvironment(first)).toMatchObject({
        AWS_ENDPOINT_URL: first.endpointUrl,
        AWS_ACCESS_KEY_ID: first.credentials.accessKeyId,
      });
    },
    LIMIT_MS,
  );

  it(
    'is started once by two who ask at the same time',
    async () => {
      const [one, other] = await Promise.all([start(), start()]);

      expect(one.pid).toBe(other.pid);
    },
    LIMIT_MS,
  );

  it(
    'starts a process that dies again with what it had, says so, and gives up on one that dies again and again',
    async () => {
      const running = await start();
      await putParameter(running, '/kept', 'yes');
      const endPlane = () => fetch(`http://127.0.0.1:${running.planePort}/end`).catch(() => undefined);
      const restarted = (times: number) =>
        until(async () => {
          const status = await readRuntime(stateDirectory);
          return status?.state === 'running' && status.restarts.length === times ? status : undefined;
        });

      await endPlane();
      const again = await restarted(1);

      expect(again).toMatchObject({ pid: running.pid, gatewayPort: running.gatewayPort, planePort: running.planePort });
      expect(again.restarts[0]?.reason).toContain('the plane ended with exit code 7');
      expect(await getParameter(again, '/kept')).toBe('yes');

      for (const times of [2, 3]) {
        await endPlane();
        await restarted(times);
      }
      await endPlane();
      const ended = await until(async () => {
        const status = await readRuntime(stateDirectory);
        return status?.state === 'failed' ? status : undefined;
      });
      expect(ended.reason).toMatch(/the plane ended with exit code 7.*started again 3 times before/);
      expect(await isPortFree(running.gatewayPort)).toBe(true);
    },
    LIMIT_MS,
  );

  it(
    'leaves no process behind when its supervisor is killed, and starts again with what it had',
    async () => {
      const running = await start();
      await putParameter(running, '/kept', 'yes');

      process.kill(running.pid, 'SIGKILL');

      await until(async () => (await isPortFree(running.gatewayPort)) && (await isPortFree(running.planePort)));
      expect(await readRuntime(stateDirectory)).toMatchObject({
        state: 'failed',
        reason: expect.stringMatching(/killed/),
      });
      expect(await stopRuntime(stateDirectory)).toBe(false);
      const again = await start();
      expect(await getParameter(again, '/kept')).toBe('yes');
    },
    LIMIT_MS,
  );

  it(
    'forgets everything when it is reset',
    async () => {
      const running = await start();
      await putParameter(running, '/kept', 'yes');

      await resetRuntime(stateDirectory);

      expect(await readRuntime(stateDirectory)).toBeUndefined();
      const again = await start();
      await expect(getParameter(again, '/kept')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    },
    LIMIT_MS,
  );

  it('refuses a port that is in use and names it', async () => {
    const { server, port } = await listen();
    try {
      await expect(start(port)).rejects.toMatchObject({ code: 'PORT_IN_USE', message: `port ${port} is in use` });
    } finally {
      server.close();
    }
  });

  it(
    'says why it did not start',
    async () => {
      const starting = startRuntime({ stateDirectory, planeEntry: join(stateDirectory, 'missing.ts') });

      await expect(starting).rejects.toMatchObject({
        code: 'UNEXPECTED',
        message: expect.stringContaining('the plane ended with exit code 1'),
      });
    },
    LIMIT_MS,
  );

  it(
    'can be stopped by whoever no longer waits for its start, from the first moment on',
    async () => {
      const impatient = new AbortController();
      const starting = startRuntime({
        stateDirectory,
        planeEntry,
        signal: impatient.signal,
        onProgress: () => impatient.abort(),
      });
      await expect(starting).rejects.toMatchObject({ code: 'INTERRUPTED' });

      expect(await stopRuntime(stateDirectory)).toBe(true);

      expect(await readRuntime(stateDirectory)).toMatchObject({ state: 'stopped' });
    },
    LIMIT_MS,
  );

  it('was never there in a directory of its own', async () => {
    expect(await readRuntime(stateDirectory)).toBeUndefined();
    expect(await stopRuntime(stateDirectory)).toBe(false);
  });
});

async function putParameter(runtime: RuntimeStatus, name: string, value: string): Promise<void> {
  await ssm(runtime).send(new PutParameterCommand({ Name: name, Value: value, Type: 'String' }));
}

async function getParameter(runtime: RuntimeStatus, name: string): Promise<string | undefined> {
  return (await ssm(runtime).send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
}

function ssm(runtime: RuntimeStatus): SSMClient {
  return new SSMClient({ endpoint: runtime.endpointUrl, region: 'us-east-1', credentials: { ...runtime.credentials } });
}

async function until<T>(probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const found = await probe();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('did not happen in time');
}

function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}
