import type { Palette } from '../terminal/palette.ts';
import type { Failure } from './failure.ts';

/** The error object in text: the same four members, one a line. */
export function renderFailure({ code, what, why, next }: Failure, palette: Palette): string {
  return [
    `${palette.red(palette.bold(code))}  ${what}`,
    `  ${palette.dim('why ')}  ${why}`,
    `  ${palette.dim('next')}  ${next}`,
    '',
  ].join('\n');
}
