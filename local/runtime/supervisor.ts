import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { emulatorPlan, planePlan, type RuntimePlan } from './child-plans.ts';
import { keptCredentials } from './credentials.ts';
import { gatewayUrl } from './environment.ts';
import { whenHealthy } from './health.ts';
import { REPOSITORY_ROOT, runtimeLayout } from './layout.ts';
import { freePort } from './ports.ts';
import { type RuntimeRecord, writeRecord } from './record.ts';
import { becomeOnlySupervisor, endSupervision } from './single-flight.ts';

const START_LIMIT_MS = 60_000;
// The plane first: what it ends still needs the emulator, which then saves everything.
const PLANE_GRACE_MS = 15_000;
const EMULATOR_GRACE_MS = 20_000;

/** Keeps one runtime: `node supervisor.ts <state directory> <gateway port> <plane entry>`. Ends when it is told to or a child dies. */
async function supervise(stateDirectory: string, gatewayPort: number, planeEntry: string): Promise<void> {
  if (!(await becomeOnlySupervisor(stateDirectory))) {
    say('another supervisor keeps this state directory');
    return;
  }
  await prepareDirectories(stateDirectory);
  const plan: RuntimePlan = {
    stateDirectory,
    gatewayPort,
    planePort: await freePort(),
    credentials: await keptCredentials(stateDirectory),
    planeEntry,
  };
  const base = { schemaVersion: 1, pid: process.pid, startedAt: new Date().toISOString(), ...recordOf(plan) } as const;
  const record = (state: RuntimeRecord['state'], reason?: string): Promise<void> =>
    writeRecord(stateDirectory, { ...base, state, ...(reason === undefined ? {} : { reason }) });

  await record('starting');
  const asked = new Promise<undefined>((resolve) => {
    process.once('SIGTERM', () => resolve(undefined));
    process.once('SIGINT', () => resolve(undefined));
  });
  const plane = startChild(planePlan(plan));
  const emulator = startChild(emulatorPlan(plan));
  const trouble = Promise.race([asked, death(plane), death(emulator)]);

  const started = await Promise.race([trouble, whenBothHealthy(plan)]);
  if (started === 'healthy') {
    await record('running');
    say(`running on ${gatewayUrl(gatewayPort)}`);
  }
  const reason = started === 'healthy' ? await trouble : started;
  say(reason ?? 'asked to stop');
  await record('stopping', reason);
  await plane.stop(PLANE_GRACE_MS);
  await emulator.stop(EMULATOR_GRACE_MS);
  await endSupervision(stateDirectory);
  await record(reason === undefined ? 'stopped' : 'failed', reason);
}

const recordOf = ({ gatewayPort, planePort, credentials }: RuntimePlan) => ({ gatewayPort, planePort, credentials });

const death = async (child: Child): Promise<string> =>
  `the ${child.name} ${await child.ended}; its log is ${child.logFile}`;

/** `healthy`, or the sentence that says what did not answer in time. */
async function whenBothHealthy(plan: RuntimePlan): Promise<string> {
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const unanswered = new Set(['the plane', 'the emulator']);
  const wait = async (name: string, url: string): Promise<void> => {
    await whenHealthy(url, limit);
    unanswered.delete(name);
  };
  try {
    await Promise.all([
      wait('the plane', `${gatewayUrl(plan.planePort)}/health`),
      wait('the emulator', `${gatewayUrl(plan.gatewayPort)}/_ministack/health`),
    ]);
    return 'healthy';
  } catch {
    return `${[...unanswered].join(' and ')} did not answer within ${START_LIMIT_MS / 1000} s`;
  }
}

async function prepareDirectories(stateDirectory: string): Promise<void> {
  const layout = runtimeLayout(stateDirectory);
  await rm(layout.temporaryDirectory, { recursive: true, force: true });
  await rm(layout.lambdaModulesDirectory, { recursive: true, force: true });
  const directories = [
    layout.logsDirectory,
    layout.emulatorDirectory,
    layout.objectsDirectory,
    layout.planeDirectory,
    layout.temporaryDirectory,
    layout.lambdaModulesDirectory,
  ];
  for (const directory of directories) await mkdir(directory, { recursive: true });
  // The emulator's Lambda workers are CommonJS scripts in here; the repository around it says that scripts are modules.
  await writeFile(join(layout.temporaryDirectory, 'package.json'), '{ "type": "commonjs" }\n');
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(REPOSITORY_ROOT, 'node_modules', scope), join(layout.lambdaModulesDirectory, scope));
  }
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

const [stateDirectory, gatewayPort, planeEntry] = process.argv.slice(2);
if (stateDirectory === undefined || gatewayPort === undefined || planeEntry === undefined) {
  process.stderr.write('usage: supervisor.ts <state directory> <gateway port> <plane entry>\n');
  process.exit(2);
}
await supervise(stateDirectory, Number(gatewayPort), planeEntry);
process.exit(0);
