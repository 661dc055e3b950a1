import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BaseDescription, digestOf } from '../../domain/base/description.ts';
import { PlatformError } from '../../domain/errors.ts';
import { type CommandContext, withBoard } from '../command.ts';
import type { Connection } from '../connection/connect.ts';
import { megabytes } from '../output/numbers.ts';
import { withStep } from '../progress/with-step.ts';
import { findBase } from './deployed-bases.ts';
import { fetchBase } from './fetch-base.ts';
import { inspectFolder } from './inspect-folder.ts';
import type { Source } from './source.ts';
import { baseExists, storeBase } from './store-base.ts';

export interface AddedBase {
  readonly base: BaseDescription;
  readonly status: 'added' | 'replaced' | 'unchanged';
}

const bytesOf = ({ files }: Pick<BaseDescription, 'files'>): number =>
  Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Mirrors a base into the artifacts bucket. The same content again changes nothing. Throws `BASE_INVALID`,
 * `BASE_EXISTS`, `BASE_UNREACHABLE`, or `INTERRUPTED` with nothing changed.
 */
export async function addBase(
  context: CommandContext,
  connection: Connection,
  { name, source, replace }: { readonly name: string; readonly source: Source; readonly replace: boolean },
): Promise<AddedBase> {
  const { signal, variables } = context;
  const temporary = await mkdtemp(join(tmpdir(), 'trainyard-base-'));
  try {
    return await withBoard(context, ['fetch', 'check', 'store'], async (board) => {
      const fetched = await withStep(
        board,
        'fetch',
        (onProgress) =>
          fetchBase(source, temporary, { objects: connection.objects, variables }, { onProgress, signal }),
        (done) => done.source,
      );
      const inspected = await withStep(
        board,
        'check',
        () => inspectFolder(fetched.folder, fetched.source),
        (seen) => `${seen.architecture}, ${seen.layers} layers, ${megabytes(bytesOf(seen))}`,
      );
      const digest = digestOf(inspected.files);
      const before = await findBase(connection, name);
      if (before?.digest === digest) return { base: before, status: 'unchanged' };
      if (before !== undefined && !replace) throw baseExists(name, before.source);
      const base: BaseDescription = {
        schemaVersion: 1,
        name,
        source: fetched.source,
        ...inspected,
        digest,
        addedAt: new Date().toISOString(),
      };
      await withStep(board, 'store', (onProgress) =>
        storeBase(connection, base, fetched.folder, replace, { onProgress, signal }),
      );
      return { base, status: before === undefined ? 'added' : 'replaced' };
    });
  } catch (error) {
    throw signal.aborted ? interrupted(name, error) : error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const interrupted = (name: string, cause: unknown): PlatformError =>
  new PlatformError('INTERRUPTED', `Stopped before the base ${name} was stored; what was there still is.`, { cause });
