import { join } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import { actAs } from '../../faults/component.ts';
import { faultsFolder } from '../../faults/folder.ts';
import { AwsEventBus } from './adapters/event-bus.ts';
import { AwsIdentity } from './adapters/identity.ts';
import { AwsLogGroups } from './adapters/log-groups.ts';
import { AwsMetrics } from './adapters/metrics.ts';
import { awsObjectStores } from './adapters/objects.ts';
import { FaultyEngine } from './engine/faulty-engine.ts';
import { ProcessEngine } from './engine/process.ts';
import { readSettings } from './settings.ts';
import { startPlane } from './start-plane.ts';

/** Entry of the SageMaker plane. Its environment is described in `settings.ts`. */
const repository = join(import.meta.dirname, '../..');
const say = (message: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${message}\n`);
};

try {
  const settings = readSettings(process.env);
  actAs('plane');
  const engine = new ProcessEngine({
    assetsDirectory: settings.assetsDirectory,
    imagesDirectory: join(settings.stateDirectory, 'images'),
    toolchain: {
      node: process.execPath,
      nodeModules: join(repository, 'node_modules'),
      repository,
    },
  });
  const faults = faultsFolder();
  const running = await startPlane(
    settings,
    {
      engine: faults === undefined ? engine : new FaultyEngine(engine, faults),
      objects: awsObjectStores,
      identity: new AwsIdentity(),
      logs: new AwsLogGroups(),
      events: new AwsEventBus(),
      metrics: new AwsMetrics(),
    },
    say,
  );
  say(`the SageMaker plane listens on ${running.origin}`);
  let _stopping: Promise<void> | undefined;
  const stop = (): void => {
    _stopping ??= running.stop();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  say(error instanceof PlatformError ? `${error.code}: ${error.message} ${error.next ?? ''}` : String(error));
  process.exitCode = 1;
}
