import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { ModelPackage } from '../adapters/registry.ts';
import { commandLine } from '../invocation.ts';

/** At least as many characters as `models` shows. */
const DIGEST = /^(?:sha256:)?([0-9a-f]{12,64})$/;

/**
 * Whoever names a digest decides about that artifact and no other. Throws `APPROVAL_MISMATCH` when the run registered
 * another one, and `USAGE` for what is no digest.
 */
export function requireDigest(
  { runId, workload }: RunRecord,
  { artifactSha256 = '', version }: ModelPackage,
  digest: string | undefined,
  environment: string,
): void {
  if (digest === undefined) return;
  const hexadecimal = DIGEST.exec(digest.toLowerCase())?.[1];
  const models = commandLine(`models ${workload}`, environment);
  if (hexadecimal === undefined) {
    throw new PlatformError('USAGE', `${digest} is no digest.`, {
      next: `Name it as \`${models}\` lists it: sha256: and 12 to 64 hexadecimal characters.`,
    });
  }
  if (artifactSha256.startsWith(hexadecimal)) return;
  throw new PlatformError('APPROVAL_MISMATCH', `Run ${runId} registered another artifact; nothing was decided.`, {
    next: `See what it registered: \`${models}\`.`,
    details: { why: `Package ${version} is sha256:${artifactSha256}, not sha256:${hexadecimal}.` },
  });
}
