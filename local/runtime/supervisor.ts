import type { RuntimePlan } from './child-plans.ts';
import { Children, type Death } from './children.ts';
import { keptCredentials } from './credentials.ts';
import { freePort } from './ports.ts';
import { type Restart, type RuntimeRecord, writeRecord } from './record.ts';
import { becomeOnlySupervisor, endSupervision } from './single-flight.ts';

/** A process that dies more often than this within the window will die again. */
const MOST_RESTARTS = 3;
const RESTARTS_WINDOW_MS = 60_000;

/** Keeps one runtime: `node supervisor.ts <state directory> <gateway port> <plane entry>`. Ends when it is told to. */
async function supervise(stateDirectory: string, gatewayPort: number, planeEntry: string): Promise<void> {
  if (!(await becomeOnlySupervisor(stateDirectory))) {
    say('another supervisor keeps this state directory');
    return;
  }
  const plan: RuntimePlan = {
    stateDirectory,
    gatewayPort,
    planePort: await freePort(),
    credentials: await keptCredentials(stateDirectory),
    planeEntry,
  };
  const base = { schemaVersion: 1, pid: process.pid, startedAt: new Date().toISOString(), ...recordOf(plan) } as const;
  const restarts: Restart[] = [];
  const record = (state: RuntimeRecord['state'], reason?: string): Promise<void> =>
    writeRecord(stateDirectory, { ...base, state, restarts, ...(reason === undefined ? {} : { reason }) });

  const asked = new Promise<undefined>((resolve) => {
    process.once('SIGTERM', () => resolve(undefined));
    process.once('SIGINT', () => resolve(undefined));
  });
  await record('starting');
  const children = await Children.start(plan);
  const reason = await keep(children, asked, restarts, record);
  say(reason ?? 'asked to stop');
  await record('stopping', reason);
  await children.stop();
  await endSupervision(stateDirectory);
  await record(reason === undefined ? 'stopped' : 'failed', reason);
}

/**
 * Starts what dies again, and writes down that it did. Resolves when it is asked to stop, or with the reason when
 * there is no sense in going on: what never answered, or dies again and again.
 */
async function keep(
  children: Children,
  asked: Promise<undefined>,
  restarts: Restart[],
  record: (state: RuntimeRecord['state'], reason?: string) => Promise<void>,
): Promise<string | undefined> {
  for (;;) {
    const trouble = Promise.race([asked, children.death()]);
    const started = await Promise.race([trouble, children.healthy().then((unanswered) => ({ unanswered }))]);
    if (started === undefined) return undefined;
    if ('unanswered' in started) {
      if (started.unanswered !== undefined) return started.unanswered;
      await record('running');
      say('running');
    } else if (restarts.length === 0) {
      // What does not even start the first time is no accident.
      return started.reason;
    }
    const death = await trouble;
    if (death === undefined) return undefined;
    if (!isWorthAnother(restarts)) return `${death.reason}; it was started again ${MOST_RESTARTS} times before`;
    restarts.push(restartAfter(death));
    say(`${death.reason}; starting it again`);
    await record('starting');
    await children.replace(death.name);
  }
}

const restartAfter = ({ reason }: Death): Restart => ({ at: new Date().toISOString(), reason });

function isWorthAnother(restarts: readonly Restart[]): boolean {
  const since = Date.now() - RESTARTS_WINDOW_MS;
  return restarts.filter(({ at }) => Date.parse(at) >= since).length < MOST_RESTARTS;
}

const recordOf = ({ gatewayPort, planePort, credentials }: RuntimePlan) => ({ gatewayPort, planePort, credentials });

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
