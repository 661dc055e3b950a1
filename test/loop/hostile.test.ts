import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { noCanaryAnywhere, uploadsWithCanaries } from './chapters/canaries.ts';
import { hostileApiCalls } from './chapters/hostile-calls.ts';
import { Canaries } from './world/canaries.ts';
import { World } from './world/world.ts';

// A machine that does much else at the same time may take so long for one step.
jest.setTimeout(180_000);

// One runtime: what people upload and send to it comes first, then it is searched for all of that.
describe('hostile input, on the local runtime', () => {
  const world = new World();
  const canaries = new Canaries();
  const answers: string[] = [];

  beforeAll(() => world.raise());
  afterAll(() => world.lower());

  uploadsWithCanaries(world, canaries);
  hostileApiCalls(world, canaries, answers);
  noCanaryAnywhere(world, canaries, answers);
});
