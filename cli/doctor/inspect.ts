import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { Identity } from '../adapters/identity.ts';
import { clientOptions, connect } from '../connection/connect.ts';
import { INVOCATION } from '../invocation.ts';
import { ROOT } from '../root.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding } from './finding.ts';
import { quotas } from './quotas.ts';
import { transformers } from './transformers.ts';
import { trouble } from './trouble.ts';

const EMULATOR_PORT = 4566;
const COMMAND_TIMEOUT_MS = 10_000;

/** The first line that a command prints, or undefined when it is missing or fails. */
async function firstLine(command: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa(command, args, { reject: false, timeout: COMMAND_TIMEOUT_MS, all: true, stdin: 'ignore' });
  return result.exitCode === 0 ? result.all.split('\n')[0]?.trim() : undefined;
}

function node(): Finding {
  const found = process.version;
  return Number(process.versions.node.split('.')[0]) >= 24
    ? { name: 'node', verdict: 'good', found }
    : {
        name: 'node',
        verdict: 'bad',
        found,
        next: 'Use `npx trainyard` or an npm script: they find Node 24 in node_modules.',
      };
}

async function python(): Promise<Finding> {
  const path = join(ROOT, '.venv', 'bin', 'python');
  const found = existsSync(path) ? await firstLine(path, ['--version']) : undefined;
  return found
    ? { name: 'python', verdict: 'good', found: `${found} in .venv` }
    : { name: 'python', verdict: 'bad', found: 'no .venv', next: 'Run `npm run setup`.' };
}

async function docker(): Promise<Finding> {
  const found = await firstLine('docker', ['version', '--format', 'engine {{.Server.Version}}']);
  return found
    ? { name: 'docker', verdict: 'good', found }
    : { name: 'docker', verdict: 'note', found: 'no engine; jobs and endpoints run as processes here' };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

async function localRuntime({ stateDirectory }: Settings): Promise<Finding> {
  const { readRuntime } = await import('../../local/runtime/index.ts');
  const runtime = await readRuntime(stateDirectory);
  if (runtime?.state === 'running')
    return { name: 'local', verdict: 'good', found: `running at ${runtime.endpointUrl}` };
  const next = `Run \`${INVOCATION} local up\`.`;
  return {
    name: 'local',
    verdict: 'bad',
    found: runtime ? `${runtime.state}${runtime.reason ? `: ${runtime.reason}` : ''}` : 'never started',
    next,
  };
}

async function port({ stateDirectory }: Settings): Promise<Finding> {
  const { readRuntime } = await import('../../local/runtime/index.ts');
  const runtime = await readRuntime(stateDirectory);
  const name = `port ${EMULATOR_PORT}`;
  if (!(await isListening(EMULATOR_PORT))) return { name, verdict: 'good', found: 'free' };
  if (runtime?.state === 'running' && runtime.gatewayPort === EMULATOR_PORT)
    return { name, verdict: 'good', found: 'ours' };
  return { name, verdict: 'note', found: 'in use by another program; `local up` takes a free one' };
}

async function credentials(settings: Settings): Promise<Finding> {
  try {
    return {
      name: 'credentials',
      verdict: 'good',
      found: await new Identity(await clientOptions(settings)).callerArn(),
    };
  } catch (error) {
    return trouble('credentials', error);
  }
}

async function deployed(settings: Settings): Promise<Finding> {
  try {
    const { platform } = await connect(settings);
    return {
      name: 'deployed',
      verdict: 'good',
      found: `${settings.environment} with ${platform.workloads.join(', ')}`,
    };
  } catch (error) {
    return trouble('deployed', error);
  }
}

/** Looks at everything at once; what is missing is a finding, never an error. */
export async function inspect(settings: Settings): Promise<Finding[]> {
  const local = settings.environment === 'local';
  const findings = await Promise.all([
    node(),
    python(),
    docker(),
    ...(local ? [port(settings), localRuntime(settings)] : [credentials(settings)]),
    quotas(settings),
    deployed(settings),
    transformers(settings),
  ]);
  return findings.flat();
}
