import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runErrorOf } from '../../../domain/conclude/run-error.ts';
import { ERROR_CODES } from '../../../domain/errors.ts';

describe('the typed reason of a run', () => {
  it.each([
    ["a function's own code", 'LEASE_LOST', { errorType: 'LEASE_LOST', errorMessage: 'gone' }, 'LEASE_LOST', 'gone'],
    [
      'a job with a reason',
      'States.TaskFailed',
      { ProcessingJobName: 'j', FailureReason: 'exit 1' },
      'JOB_FAILED',
      'exit 1',
    ],
    [
      'a job with a typed message',
      'States.TaskFailed',
      { ProcessingJobName: 'j', ExitMessage: 'DATA_GONE: a.csv' },
      'DATA_GONE',
      'a.csv',
    ],
    ['a quota', 'SageMaker.ResourceLimitExceededException', { errorMessage: 'no' }, 'QUOTA_EXCEEDED', 'no'],
    ['a missing right', 'SageMaker.AccessDeniedException', { errorMessage: 'no' }, 'ACCESS_DENIED', 'no'],
    [
      'a missing right that only the message tells of',
      'SageMaker.AmazonSageMakerException',
      { errorMessage: 'User: role is not authorized to perform: sagemaker:CreateProcessingJob' },
      'ACCESS_DENIED',
      'User: role is not authorized to perform: sagemaker:CreateProcessingJob',
    ],
    [
      'a restart of the runtime',
      'States.ServiceRestart',
      { errorMessage: 'restarted' },
      'RUNTIME_RESTARTED',
      'restarted',
    ],
    [
      "a function's own time limit",
      'Sandbox.Timedout',
      { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 60.00 seconds' },
      'RUN_TIMED_OUT',
      'Task timed out after 60.00 seconds',
    ],
    [
      'a nested execution that a person stopped',
      'States.TaskFailed',
      { Status: 'ABORTED', ExecutionArn: 'e', Error: '', Cause: '' },
      'RUN_ABORTED',
      'The rollout was stopped.',
    ],
    [
      'a nested execution that took too long',
      'States.TaskFailed',
      { Status: 'TIMED_OUT', ExecutionArn: 'e' },
      'RUN_TIMED_OUT',
      'The rollout took longer than it may.',
    ],
    [
      'a nested execution',
      'States.TaskFailed',
      { Status: 'FAILED', Error: 'ROLLOUT_FAILED', Cause: JSON.stringify({ errorMessage: 'no /ping' }) },
      'ROLLOUT_FAILED',
      'no /ping',
    ],
  ])('is read from %s', (_name, error, cause, code, what) => {
    expect(runErrorOf({ Error: error, Cause: JSON.stringify(cause) })).toMatchObject({ code, what });
  });

  it('is always one of the codes, with something to do', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (error, cause) => {
        const read = runErrorOf({ Error: error, Cause: cause });
        expect(ERROR_CODES).toContain(read.code);
        expect(read.what).not.toBe('');
        expect(read.next).not.toBe('');
      }),
    );
  });
});
