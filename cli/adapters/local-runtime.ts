import { PlatformError } from '../../domain/errors.ts';
import { readRuntime, runtimeEnvironment } from '../../local/runtime/index.ts';
import { INVOCATION } from '../invocation.ts';

/** Variables with which anything on this machine reaches the local runtime. Throws `RUNTIME_NOT_RUNNING`. */
export async function localVariables(stateDirectory: string): Promise<Readonly<Record<string, string>>> {
  const runtime = await readRuntime(stateDirectory);
  if (!runtime) {
    throw new PlatformError('RUNTIME_NOT_RUNNING', 'The local runtime is not running.', {
      next: `Run \`${INVOCATION} local up\`, or name an environment on AWS with --env.`,
      details: { why: `Nothing in ${stateDirectory} says that it runs.` },
    });
  }
  return runtimeEnvironment(runtime);
}
