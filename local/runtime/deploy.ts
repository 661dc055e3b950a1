import { bootstrap } from './bootstrap.ts';
import { runCdk } from './cdk.ts';
import type { DeployTarget } from './deploy-target.ts';
import { runtimeLayout } from './layout.ts';

// The stacks' own dependencies still hold; a CPU or two gain nothing from more.
const CONCURRENCY = '4';

/**
 * Deploys every stack of the app to the runtime with the real `cdk deploy`; bootstraps first where that is missing.
 * The cloud assembly stays in the runtime's assets directory, where the plane finds the images' build contexts.
 *
 * @throws PlatformError AWS_FAILED.
 */
export async function deployTo(target: DeployTarget): Promise<void> {
  await bootstrap(target);
  await runCdk(
    ['deploy', '--all', '--require-approval', 'never', '--concurrency', CONCURRENCY, ...common(target)],
    target,
  );
}

/**
 * Destroys every stack of the app. A bucket that still holds objects is kept, as on AWS.
 *
 * @throws PlatformError AWS_FAILED.
 */
export async function destroyFrom(target: DeployTarget): Promise<void> {
  await runCdk(['destroy', '--all', '--force', '--concurrency', CONCURRENCY, ...common(target)], target);
}

/** An output directory of its own keeps out of the way of whoever synthesizes in the repository. */
function common({ runtime }: DeployTarget): readonly string[] {
  const { assetsDirectory } = runtimeLayout(runtime.stateDirectory);
  return ['-c', 'environment=local', '--progress', 'events', '--output', assetsDirectory];
}
