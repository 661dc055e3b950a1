import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { interruptedCommands } from './chapters/interrupted-commands.ts';
import { killMatrix } from './chapters/kill-matrix.ts';
import { killedDeployments } from './chapters/killed-deployments.ts';
import { killedSpotJobs } from './chapters/killed-spot-jobs.ts';
import { killedTrainings } from './chapters/killed-trainings.ts';
import { killedUpdates } from './chapters/killed-updates.ts';
import { deployedWorkload, redeployWorkload, withOpenGate } from './world/configuration.ts';
import { freshReviews } from './world/files.ts';
import { World } from './world/world.ts';

// A machine that does much else at the same time may take so long for one step.
jest.setTimeout(300_000);

// One runtime that is killed again and again, and must have lost nothing each time.
describe('what outlives kill -9, on the local runtime', () => {
  const world = new World();

  beforeAll(() => world.up());
  afterAll(() => world.lower());

  killedDeployments(world);

  describe('with a live model', () => {
    beforeAll(async () => {
      await world.deploy();
      await redeployWorkload(world, withOpenGate(await deployedWorkload(world)));
      await world.upload(world.files.reviews('first.csv', freshReviews(0, 400)));
    });

    killMatrix(world);
    killedTrainings(world);
    killedSpotJobs(world);
    killedUpdates(world);
    interruptedCommands(world);
  });
});
