import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import { resetRuntime, startRuntime } from '../../local/runtime/index.ts';
import { type CommandContext, withBoard } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { readConfiguration, runCdkVerb } from '../deploy/environment.ts';
import { withStep } from '../progress/with-step.ts';
import { predictAct, type Stage, type UploadAct, uploadAct, WORKLOAD } from './act.ts';
import { writeDemoFiles } from './files.ts';
import type { Narrator } from './narrator.ts';

export interface DemoResult {
  readonly first: UploadAct;
  readonly second: UploadAct;
  readonly poisoned: UploadAct;
  /** Id of the upload that the gate set aside. */
  readonly suspendedUpload: string;
  /** Package that served before and after the poisoned upload. */
  readonly livePackage: string;
}

/** An empty local AWS with everything deployed. */
async function raise(context: CommandContext, narrator: Narrator): Promise<void> {
  const { stateDirectory } = context.settings;
  narrator.chapter(
    'An AWS on this machine',
    'Starts the emulator and SageMaker plane, then `cdk deploy` with IAM enforced.',
  );
  await withBoard(context, ['local', 'configure', 'deploy'], async (board) => {
    await withStep(
      board,
      'local',
      async (onProgress) => {
        await resetRuntime(stateDirectory);
        return startRuntime({ stateDirectory, onProgress, signal: context.signal });
      },
      ({ endpointUrl }) => endpointUrl,
    );
    await readConfiguration(context, board);
    await runCdkVerb(context, board, 'deploy');
  });
}

async function suspendedBy({ connection }: Stage, { run }: UploadAct): Promise<string> {
  const uploads = await connection.records.uploads(WORKLOAD);
  const suspended = uploads.find(({ status }) => status === 'suspended');
  if (suspended) return suspended.uploadId;
  throw new PlatformError('UNEXPECTED', `Run ${run.runId} was rejected, but its upload was not suspended.`);
}

/** The whole story: a first model, a better one or none, a refused poison, and the model that serves throughout. */
export async function playDemo(context: CommandContext, narrator: Narrator): Promise<DemoResult> {
  const { stateDirectory } = context.settings;
  const reportsFolder = join(stateDirectory, 'reports');
  await rm(reportsFolder, { recursive: true, force: true });
  await raise(context, narrator);
  const files = await writeDemoFiles(join(stateDirectory, 'data'));
  const stage: Stage = { context, connection: await connect(context.settings), narrator, reportsFolder };

  narrator.chapter(
    'The first upload',
    '2,000 labelled sentences from Amazon and IMDb. The first model must beat the majority label.',
  );
  const first = await uploadAct(stage, files.first, ['deployed']);

  narrator.chapter('A prediction', 'Through API Gateway, with an API key, as an application calls it.');
  await predictAct(stage);

  narrator.chapter('More data', '1,000 sentences from Yelp. The challenger goes live only if it is provably better.');
  const second = await uploadAct(stage, files.second, ['deployed', 'rejected']);
  narrator.show('');
  const before = await predictAct(stage);

  narrator.chapter(
    'A poisoned upload',
    '2,000 new texts with the wrong labels: enough to win on the new test rows, so the rows of the champion decide.',
  );
  const poisoned = await uploadAct(stage, files.poisoned, ['rejected']);
  const suspendedUpload = await suspendedBy(stage, poisoned);

  narrator.chapter('Still serving', 'What was live before the poison is live after it.');
  const after = await predictAct(stage);
  if (after.model.package !== before.model.package) {
    throw new PlatformError('UNEXPECTED', `Package ${after.model.package} serves in place of ${before.model.package}.`);
  }
  narrator.chapter('What came of it', 'All of it on this machine.');
  return { first, second, poisoned, suspendedUpload, livePackage: after.model.package };
}
