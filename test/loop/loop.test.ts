import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { beforeTheFirstModel } from './chapters/before-the-first-model.ts';
import { brokenRuns } from './chapters/broken-runs.ts';
import { deadModelServer } from './chapters/dead-model-server.ts';
import { firstModel } from './chapters/first-model.ts';
import { manualApproval } from './chapters/manual-approval.ts';
import { moreUploads } from './chapters/more-uploads.ts';
import { permissions } from './chapters/permissions.ts';
import { poisonedUpload } from './chapters/poisoned-upload.ts';
import { predictionApi } from './chapters/prediction-api.ts';
import { refusedFiles } from './chapters/refused-files.ts';
import { releases } from './chapters/releases.ts';
import { rollback } from './chapters/rollback.ts';
import { stopAndStart } from './chapters/stop-and-start.ts';
import { tunedCandidate } from './chapters/tuned-candidate.ts';
import { window } from './chapters/window.ts';
import { World } from './world/world.ts';

// A machine that does much else at the same time may take so long for one step.
jest.setTimeout(180_000);

// One runtime and one deployment, through which the chapters go in this order: each finds what the one before it left.
describe('the whole loop, on the local runtime', () => {
  const world = new World();

  beforeAll(() => world.raise());
  afterAll(() => world.lower());

  beforeTheFirstModel(world);
  firstModel(world);
  predictionApi(world);
  moreUploads(world);
  poisonedUpload(world);
  refusedFiles(world);
  window(world);
  manualApproval(world);
  brokenRuns(world);
  deadModelServer(world);
  permissions(world);
  rollback(world);
  releases(world);
  tunedCandidate(world);
  stopAndStart(world);
});
