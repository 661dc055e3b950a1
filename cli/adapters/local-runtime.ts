import { PlatformError } from '../../domain/errors.ts';
import { deployTo, destroyFrom } from '../../local/runtime/deploy.ts';
import { type RuntimeStatus, readRuntime, runtimeEnvironment } from '../../local/runtime/index.ts';
import { INVOCATION } from '../invocation.ts';

/** The local runtime of a state folder. Throws `RUNTIME_NOT_RUNNING`. */
export async function requireRuntime(stateDirectory: string): Promise<RuntimeStatus> {
  const runtime = await readRuntime(stateDirectory);
  if (runtime?.state === 'running') return runtime;
  throw new PlatformError('RUNTIME_NOT_RUNNING', 'The local runtime is not running.', {
    next: `Run \`${INVOCATION} local up\`, or name an environment on AWS with --env.`,
    details: {
      why: runtime
        ? `The one in ${stateDirectory} is ${runtime.state}${runtime.reason ? `: ${runtime.reason}` : ''}.`
        : `None was ever started in ${stateDirectory}.`,
    },
  });
}

/** Variables with which anything on this machine reaches the local runtime. Throws `RUNTIME_NOT_RUNNING`. */
export const localVariables = async (stateDirectory: string): Promise<Readonly<Record<string, string>>> =>
  runtimeEnvironment(await requireRuntime(stateDirectory));

type OnLine = (line: string) => void;

/** Deploys every stack to the local runtime. Throws `RUNTIME_NOT_RUNNING`, `AWS_FAILED`, `DEPLOY_RUNNING` or `INTERRUPTED`. */
export const deployLocally = async (stateDirectory: string, onProgress: OnLine, signal: AbortSignal): Promise<void> =>
  deployTo({ runtime: await requireRuntime(stateDirectory), onProgress, signal });

/** Removes every stack from the local runtime. Throws what `deployLocally` does. */
export const destroyLocally = async (stateDirectory: string, onProgress: OnLine, signal: AbortSignal): Promise<void> =>
  destroyFrom({ runtime: await requireRuntime(stateDirectory), onProgress, signal });
