import { describe, expect, it } from '@jest/globals';
import { EXIT, exitCodeOf, exitCodeOfOutcome } from '../../cli/failure/exit-code.ts';
import { asPlatformError, failureOf } from '../../cli/failure/failure.ts';
import { ERROR_CODES, PlatformError } from '../../domain/errors.ts';

const awsError = (name: string): Error => Object.assign(new Error('said no'), { name, $metadata: {} });

describe('failures', () => {
  it('have four members for every code, all of them said', () => {
    for (const code of ERROR_CODES) {
      const failure = failureOf(new PlatformError(code, 'It happened.'));
      for (const text of [failure.what, failure.why, failure.next]) expect(text.length).toBeGreaterThan(5);
    }
  });

  it('tell what to do in the words of whoever threw', () => {
    const error = new PlatformError('USAGE', 'What.', { next: 'Next.', details: { why: 'Why.' } });
    expect(failureOf(error)).toEqual({ code: 'USAGE', what: 'What.', why: 'Why.', next: 'Next.' });
  });

  it('come from AWS with a code of ours', () => {
    expect(asPlatformError(awsError('AccessDeniedException')).code).toBe('ACCESS_DENIED');
    expect(asPlatformError(awsError('ExpiredTokenException')).code).toBe('CREDENTIALS_MISSING');
    expect(asPlatformError(awsError('ResourceLimitExceeded')).code).toBe('QUOTA_EXCEEDED');
    expect(asPlatformError(awsError('InternalServerError')).code).toBe('AWS_FAILED');
  });

  it('know a connection that nobody answers, also inside another error', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(asPlatformError(new AggregateError([refused])).code).toBe('AWS_FAILED');
    expect(asPlatformError(new TypeError('fetch failed', { cause: refused })).code).toBe('AWS_FAILED');
  });

  it('are unexpected when nobody knows them', () => {
    expect(asPlatformError(new TypeError('x is undefined')).code).toBe('UNEXPECTED');
    expect(asPlatformError('a text').message).toBe('a text');
  });
});

describe('exit codes', () => {
  it('tell a refusal, a failed run, a busy workload and missing rights apart', () => {
    expect(exitCodeOf('GATE_REFUSED')).toBe(3);
    expect(exitCodeOf('JOB_FAILED')).toBe(5);
    expect(exitCodeOf('LEASE_HELD')).toBe(6);
    expect(exitCodeOf('ACCESS_DENIED')).toBe(7);
    expect(exitCodeOf('INTERRUPTED')).toBe(130);
  });

  it('are zero for a run that ended well or waits for a person', () => {
    for (const outcome of ['deployed', 'skipped', 'awaiting-approval'] as const) {
      expect(exitCodeOfOutcome(outcome)).toBe(EXIT.done);
    }
    expect(exitCodeOfOutcome('rejected')).toBe(EXIT.refused);
    expect(exitCodeOfOutcome('failed')).toBe(EXIT.runFailed);
  });
});
