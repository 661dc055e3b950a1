import { basename } from 'node:path';
import type { ArchiveLimits } from '../../domain/archive/limits.ts';
import { type TarEvent, TarReader, TarRefused } from '../../domain/archive/tar-reader.ts';
import { PlatformError } from '../../domain/errors.ts';
import { gunzip } from './gunzip.ts';

export interface UnpackRules {
  readonly limits: ArchiveLimits;
  /** The only files that may be there. Every safe name when left out. */
  readonly files?: ReadonlySet<string>;
}

/**
 * What a gzipped tar archive holds, piece by piece. Everything is checked before it is handed on, and bytes are counted
 * as they come: see `TarReader` for what passes. Throws ARTIFACT_INVALID, which calls the archive by `name`.
 */
export async function* readArchive(path: string, name: string, rules: UnpackRules): AsyncGenerator<TarEvent> {
  const invalid = (why: string, cause?: unknown): PlatformError =>
    new PlatformError('ARTIFACT_INVALID', `${name} ${why}`, {
      cause,
      next: 'Pack plain files only, as docs/bring-your-own-container.md says.',
    });
  try {
    const reader = new TarReader(rules);
    for await (const chunk of gunzip(path, rules.limits, invalid)) yield* reader.push(chunk);
    reader.finish();
  } catch (cause) {
    throw cause instanceof TarRefused ? invalid(cause.message) : cause;
  }
}

/**
 * The texts of some small files of an archive by name; those that are not there are missing. Nothing is written.
 * Throws ARTIFACT_INVALID, also for one of more than `mostBytes`.
 */
export async function readTexts(
  path: string,
  names: ReadonlySet<string>,
  { mostBytes, ...rules }: UnpackRules & { readonly mostBytes: number },
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  let open: { readonly name: string; readonly pieces: Buffer[] } | undefined;
  for await (const event of readArchive(path, basename(path), rules)) {
    switch (event.kind) {
      case 'file':
        if (!names.has(event.path)) break;
        if (event.bytes > mostBytes) {
          throw new PlatformError('ARTIFACT_INVALID', `${event.path} has more than ${mostBytes} bytes`);
        }
        open = { name: event.path, pieces: [] };
        break;
      case 'content':
        open?.pieces.push(Buffer.from(event.bytes));
        break;
      case 'end':
        if (open !== undefined) texts.set(open.name, Buffer.concat(open.pieces).toString('utf8'));
        open = undefined;
        break;
      case 'directory':
        break;
      default:
        event satisfies never;
    }
  }
  return texts;
}
