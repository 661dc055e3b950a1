import { ERROR_CODES, type ErrorCode, PlatformError } from '../../domain/errors.ts';
import type { ExecutionState } from '../adapters/executions.ts';
import { commandLine } from '../invocation.ts';

/** Why an execution that somebody waited for ended without a run: its own error, or `otherwise` where it has none of ours. */
export const endedExecution = (
  { error, cause }: Pick<ExecutionState, 'error' | 'cause'>,
  otherwise: { readonly code: ErrorCode; readonly what: string },
  { workload, environment }: { readonly workload: string; readonly environment: string },
): PlatformError =>
  new PlatformError(ERROR_CODES.find((known) => known === error) ?? otherwise.code, cause ?? otherwise.what, {
    next: `See how it stands: \`${commandLine(`runs ${workload}`, environment)}\`.`,
  });
