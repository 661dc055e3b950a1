import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { DeployedWorkload } from '../../../domain/workload/deployed.ts';
import { smallDataSchema } from '../../../domain/workload/small-data.ts';
import { startTrainyard } from '../world/command-line.ts';
import { deployedWorkload, redeployWorkload } from '../world/configuration.ts';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { processesNaming } from '../world/processes.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

type Signal = 'SIGINT' | 'SIGKILL';

interface Interruption {
  readonly command: 'upload' | 'upload to approve' | 'deploy' | 'rollback' | 'local up' | 'demo';
  /** The phase, and the line of progress that says that the command has come to it. */
  readonly phase: string;
  readonly line: RegExp;
  /** What the workload has otherwise meanwhile. */
  readonly settings?: Partial<DeployedWorkload>;
  readonly signal: Signal;
}

const ALWAYS_JOBS = smallDataSchema.parse({ use: 'never' });

const PHASES: readonly Omit<Interruption, 'signal'>[] = [
  { command: 'upload', phase: 'stored', line: /upload [0-9a-f]{12}/ },
  // A function that prepares is over too soon to be met.
  { command: 'upload', phase: 'prepare', line: /prepare +running/, settings: { smallData: ALWAYS_JOBS } },
  { command: 'upload', phase: 'train', line: /train +running/ },
  { command: 'upload', phase: 'rollout', line: /rollout +running/ },
  // Where a person has to approve, the command ends by itself as soon as the run waits.
  { command: 'upload to approve', phase: 'train', line: /train +running/, settings: { approval: 'manual' } },
  { command: 'rollback', phase: 'rollout', line: /rollout +running/ },
  { command: 'deploy', phase: 'synthesizing', line: /deploy +running/ },
  { command: 'deploy', phase: 'stacks', line: /trainyard-local-\S+ \(\d+ of/ },
  { command: 'local up', phase: 'starting', line: /starting the local AWS/ },
  { command: 'demo', phase: 'starting', line: /starting the local AWS/ },
  { command: 'demo', phase: 'stacks', line: /trainyard-local-\S+ \(\d+ of/ },
  { command: 'demo', phase: 'train', line: /train +running/ },
];
const ALL = PHASES.flatMap((phase): Interruption[] => [
  { ...phase, signal: 'SIGINT' },
  { ...phase, signal: 'SIGKILL' },
]);
/** Each command with each signal in one phase or another; all with TRAINYARD_TEST_KILLS=all. */
const SAMPLED = new Set([
  'upload train SIGINT',
  'rollback rollout SIGKILL',
  'deploy stacks SIGINT',
  'local up starting SIGINT',
  'upload to approve train SIGKILL',
  'demo starting SIGINT',
  'demo starting SIGKILL',
]);
const INTERRUPTIONS =
  process.env.TRAINYARD_TEST_KILLS === 'all'
    ? ALL
    : ALL.filter(({ command, phase, signal }) => SAMPLED.has(`${command} ${phase} ${signal}`));

/** The CDK synthesizes for as long as this where much else is done. */
const LIMIT_SECONDS = 200;

const SAYS = { SIGINT: 'Ctrl-C', SIGKILL: 'kill -9' } as const;

export function interruptedCommands(world: World): void {
  describe(`commands that are ended, ${INTERRUPTIONS.length} of ${ALL.length} (TRAINYARD_TEST_KILLS=all for each)`, () => {
    it.each(INTERRUPTIONS.map((one, part) => [one.command, SAYS[one.signal], one.phase, one, part] as const))(
      'row 30: %s, ended by %s in %s: what it had begun goes on, and the next command works',
      async (command, _, __, interruption, part) => {
        const deployed = await deployedWorkload(world);
        if (interruption.settings) await redeployWorkload(world, { ...deployed, ...interruption.settings });
        const { args, uploads } = await prepared(world, interruption, part);
        const started = startTrainyard(world.stateDirectory, args);
        await until(
          `${command} to be in ${interruption.phase}`,
          () => (interruption.line.test(started.progress()) ? true : undefined),
          LIMIT_SECONDS,
        );

        started.kill(interruption.signal);

        const { exitCode, stdout } = await started.ended;
        if (interruption.signal === 'SIGINT') {
          expect(exitCode).toBe(130);
          expect(JSON.parse(stdout)).toMatchObject({
            error: {
              code: 'INTERRUPTED',
              what: expect.stringMatching(/goes on|was stopped/),
              next: expect.any(String),
            },
          });
        } else {
          expect(exitCode).toBe(-1);
        }
        await goesOn(world, interruption, uploads);
        if (interruption.settings) await redeployWorkload(world, deployed);
      },
    );
  });
}

/** The command line, and for an upload the rows that its run will be known by. */
async function prepared(
  world: World,
  { command }: Interruption,
  part: number,
): Promise<{ args: string[]; uploads: number }> {
  const uploads = (await world.records.uploads(WORKLOAD)).length;
  switch (command) {
    case 'upload':
    case 'upload to approve': {
      const file = world.files.reviews(`interrupted-${part}.csv`, freshReviews(24 + part, 40));
      return { args: ['upload', WORKLOAD, file, '--wait'], uploads };
    }
    case 'local up':
      await world.trainyard('local', 'down');
      return { args: ['local', 'up'], uploads };
    case 'demo':
    case 'deploy':
      return { args: [command], uploads };
    case 'rollback':
      return { args: ['rollback', WORKLOAD], uploads };
  }
}

async function goesOn(world: World, { command, signal }: Interruption, uploadsBefore: number): Promise<void> {
  switch (command) {
    case 'upload': {
      const runId = await runAfter(world, uploadsBefore);
      expect(await world.watch(runId)).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      break;
    }
    case 'upload to approve': {
      const runId = await runAfter(world, uploadsBefore);
      expect(await world.watch(runId)).toMatchObject({ outcome: 'awaiting-approval', exitCode: 0 });
      expect((await world.trainyard('approve', runId, '--reason', 'as always')).exitCode).toBe(0);
      expect(await world.watch(runId)).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      break;
    }
    case 'demo':
      await demoGoesOn(world, signal);
      break;
    case 'rollback':
      // The next one waits its turn, and takes back what the first one did.
      expect((await world.trainyard('rollback', WORKLOAD, '--timeout', '150')).exitCode).toBe(0);
      break;
    case 'deploy':
      // The `cdk` of a killed command may still be at work, and is named then.
      await until('a deployment that works', async () => {
        const { exitCode, json } = await world.trainyard('deploy');
        if (exitCode === 0) return true;
        expect(json).toMatchObject({ error: { code: 'DEPLOY_RUNNING' } });
        return undefined;
      });
      break;
    case 'local up':
      expect((await world.trainyard('local', 'up')).exitCode).toBe(0);
      break;
  }
  const live = await until('the live model', () => liveModel(world).catch(() => undefined));
  expect(live).toMatchObject({ consistent: true, endpoint: { status: 'InService' } });
}

/** The run that reads what came after so many uploads. */
async function runAfter(world: World, uploadsBefore: number): Promise<string> {
  const [upload] = await until('the upload', async () => {
    const uploads = await world.records.uploads(WORKLOAD);
    return uploads.length > uploadsBefore
      ? uploads.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
      : undefined;
  });
  const { runId } = await until('its run', async () =>
    (await world.records.runs(WORKLOAD)).find(({ uploadIds }) => uploadIds.includes(upload?.uploadId ?? '')),
  );
  return runId;
}

/** Ctrl-C takes the demo's own AWS with it; what `kill -9` leaves is in no later demo's way. */
async function demoGoesOn(world: World, signal: Signal): Promise<void> {
  if (signal === 'SIGKILL') await until('a demo that works', () => demoAtWork(world), LIMIT_SECONDS);
  const place = join(world.stateDirectory, 'demo');
  await until('the end of its local AWS', () => (processesNaming(place).length === 0 ? true : undefined));
}

/** A demo as far as its deployment, ended with Ctrl-C there; undefined when it did not come so far. */
async function demoAtWork(world: World): Promise<true | undefined> {
  const demo = startTrainyard(world.stateDirectory, ['demo']);
  let hasEnded = false;
  const exitCode = demo.ended.then((end) => {
    hasEnded = true;
    return end.exitCode;
  });
  const isAtWork = () => /deploy +running/.test(demo.progress());
  await until('the demo at work or at its end', () => (hasEnded || isAtWork() ? true : undefined), LIMIT_SECONDS);
  demo.kill('SIGINT');
  return (await exitCode) === 130 ? true : undefined;
}
