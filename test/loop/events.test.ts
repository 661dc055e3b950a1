import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { concurrentWriters } from './chapters/concurrent-writers.ts';
import { deliveredEvents } from './chapters/delivered-events.ts';
import { World } from './world/world.ts';

// A machine that does much else at the same time may take so long for one step.
jest.setTimeout(180_000);

describe('events as S3 and its queue deliver them, on the local runtime', () => {
  const world = new World();

  beforeAll(() => world.raise());
  afterAll(() => world.lower());

  deliveredEvents(world);
  concurrentWriters(world);
});
