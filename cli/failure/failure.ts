import { CommanderError } from 'commander';
import { type ErrorCode, PlatformError } from '../../domain/errors.ts';
import { fromAws } from './from-aws.ts';
import { EXPLANATIONS } from './why.ts';

/** What a person or a script gets to see of an error, in text and under --json alike. */
export interface Failure {
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** Commander's own words, without its prefix; it puts its suggestion in brackets on a second line. */
function fromCommander(error: CommanderError): PlatformError {
  if (error.code === 'commander.help') return new PlatformError('USAGE', 'A command is missing.');
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest
    .join(' ')
    .trim()
    .replace(/^\(|\)$/g, '');
  return new PlatformError('USAGE', `${first.charAt(0).toUpperCase()}${first.slice(1)}.`, {
    next: suggestion || 'See `npx trainyard --help`.',
  });
}

/** Everything that can be thrown as the one error of the platform. */
export function asPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof CommanderError) return fromCommander(error);
  const message = error instanceof Error ? error.message : String(error);
  return (
    fromAws(error) ??
    new PlatformError('UNEXPECTED', message || 'Something failed without a message.', { cause: error })
  );
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The error object. `details.why` of the error beats its cause, which beats what the code alone says. */
export function failureOf(error: PlatformError): Failure {
  const standard = EXPLANATIONS[error.code];
  const cause = error.cause instanceof Error && error.code !== 'UNEXPECTED' ? textOf(error.cause.message) : undefined;
  const why =
    textOf(error.details.why) ?? (cause === undefined || error.message.includes(cause) ? standard.why : cause);
  return { code: error.code, what: error.message, why, next: error.next ?? standard.next };
}
