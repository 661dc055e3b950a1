import { PlatformError } from '../../../../domain/errors.ts';
import type { Columns } from './record.ts';

const NEXT = 'Correct the file and upload it again.';

export const unreadable = (why: string, cause?: unknown): PlatformError =>
  new PlatformError('UPLOAD_UNREADABLE', why, { next: NEXT, cause });

export const empty = (why: string): PlatformError => new PlatformError('UPLOAD_EMPTY', why, { next: NEXT });

/**
 * A file without a header shows a row where names belong, and a row can hold an address or a secret: only what reads like a
 * name is repeated: joined words, with two digits at the end at most.
 */
const shown = (name: string): string =>
  /^(?=.{1,30}$)\p{L}+([_.-]\p{L}+)*[_.-]?\d{0,2}$/u.test(name) ? name : `(${name.length} characters)`;

export function columnsMissing(expected: Columns, found: readonly string[]): PlatformError {
  const missing = [expected.text, expected.label].filter((name) => !found.includes(name));
  const names = found.slice(0, 20).map(shown).join(', ') + (found.length > 20 ? ', …' : '');
  return new PlatformError(
    'COLUMNS_MISSING',
    `the column${missing.length > 1 ? 's' : ''} ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing: expected ${expected.text}, ${expected.label}; found ${names || 'none'}`,
    { next: `Rename the columns, or set "columns" in the workload's configuration.`, details: { missing } },
  );
}
