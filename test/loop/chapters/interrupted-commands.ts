import { describe, expect, it } from '@jest/globals';
import { startTrainyard } from '../world/command-line.ts';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

type Signal = 'SIGINT' | 'SIGKILL';

interface Interruption {
  readonly command: 'upload' | 'deploy' | 'rollback' | 'local up';
  /** The phase, and the line of progress that says that the command has come to it. */
  readonly phase: string;
  readonly line: RegExp;
  readonly signal: Signal;
}

const PHASES: readonly Omit<Interruption, 'signal'>[] = [
  { command: 'upload', phase: 'stored', line: /upload [0-9a-f]{12}/ },
  { command: 'upload', phase: 'prepare', line: /prepare +running/ },
  { command: 'upload', phase: 'train', line: /train +running/ },
  { command: 'upload', phase: 'rollout', line: /rollout +running/ },
  { command: 'rollback', phase: 'rollout', line: /rollout +running/ },
  { command: 'deploy', phase: 'synthesizing', line: /deploy +running/ },
  { command: 'deploy', phase: 'stacks', line: /trainyard-local-\S+ \(\d+ of/ },
  { command: 'local up', phase: 'starting', line: /starting the local AWS/ },
];
const ALL = PHASES.flatMap((phase): Interruption[] => [
  { ...phase, signal: 'SIGINT' },
  { ...phase, signal: 'SIGKILL' },
]);
/** Each command with each signal in one phase or another; all with TRAINYARD_TEST_KILLS=all. */
const SAMPLED = new Set([
  'upload train SIGINT',
  'upload stored SIGKILL',
  'rollback rollout SIGKILL',
  'deploy stacks SIGINT',
  'local up starting SIGINT',
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
      return {
        args: [
          'upload',
          WORKLOAD,
          world.files.reviews(`interrupted-${part}.csv`, freshReviews(30 + part, 40)),
          '--wait',
        ],
        uploads,
      };
    case 'local up':
      await world.trainyard('local', 'down');
      return { args: ['local', 'up'], uploads };
    case 'deploy':
      return { args: ['deploy'], uploads };
    case 'rollback':
      return { args: ['rollback', WORKLOAD], uploads };
  }
}

async function goesOn(world: World, { command }: Interruption, uploadsBefore: number): Promise<void> {
  switch (command) {
    case 'upload': {
      const [upload] = await until('the upload', async () => {
        const uploads = await world.records.uploads(WORKLOAD);
        return uploads.length > uploadsBefore
          ? uploads.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt))
          : undefined;
      });
      const { runId } = await until('its run', async () =>
        (await world.records.runs(WORKLOAD)).find(({ uploadIds }) => uploadIds.includes(upload?.uploadId ?? '')),
      );
      expect(await world.watch(runId)).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      break;
    }
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
