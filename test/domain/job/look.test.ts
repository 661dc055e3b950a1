import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookAtJob } from '../../../domain/job/look.ts';
import type { JobAnswer } from '../../../domain/job/messages.ts';
import type { JobObservation } from '../../../domain/job/observation.ts';

const NOON = new Date('2026-11-21T12:00:00Z');
const THROTTLED = {
  Error: 'SageMaker.AmazonSageMakerException',
  Cause: 'Rate exceeded (Service: AmazonSageMaker; Status Code: 400; Error Code: ThrottlingException)',
};
const LOST = { Error: 'SageMaker.SdkClientException', Cause: 'Unable to execute HTTP request: Read timed out' };
const DENIED = {
  Error: 'SageMaker.AmazonSageMakerException',
  Cause:
    'User: x is not authorized to perform: sagemaker:CreateProcessingJob (Status Code: 400; Error Code: AccessDeniedException)',
};
const INVALID = {
  Error: 'SageMaker.AmazonSageMakerException',
  Cause: 'Volume too small (Service: AmazonSageMaker; Status Code: 400; Error Code: ValidationException)',
};

const seen = (more: Partial<JobObservation>): JobObservation => ({
  status: 'InProgress',
  artifactUri: undefined,
  failureReason: undefined,
  ...more,
});

const look = (more: Partial<Parameters<typeof lookAtJob>[0]> = {}): JobAnswer =>
  lookAtJob({
    jobName: 'job',
    timeoutSeconds: 3600,
    seen: undefined,
    caught: LOST,
    before: undefined,
    now: NOON,
    ...more,
  });

describe('a job whose task ended with an error', () => {
  it('goes on when the job is done all the same', () => {
    expect(look({ seen: seen({ status: 'Completed' }) })).toMatchObject({ status: 'completed' });
  });

  it('is waited for while the job goes on, in growing steps, and no longer than it may take', () => {
    let answer = look({ seen: seen({}) });
    const waits = [answer.waitSeconds];
    let now = NOON.getTime();
    while (answer.status === 'waiting') {
      now += answer.waitSeconds * 1000;
      answer = look({ seen: seen({}), before: answer, now: new Date(now) });
      waits.push(answer.waitSeconds);
    }

    expect(waits.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
    expect(now - NOON.getTime()).toBeLessThan(3_700_000);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMED_OUT' } });
  });

  it('row 15: fails typed when the job got no machine until its wait ended', () => {
    const late = { Error: 'States.Timeout', Cause: '' };
    expect(look({ seen: seen({ started: false }), caught: late })).toMatchObject({
      status: 'failed',
      error: { code: 'CAPACITY_UNAVAILABLE', what: expect.stringContaining('got no machine') },
    });
    for (const failureReason of [
      'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
      'MaxWaitTimeExceeded',
    ]) {
      expect(look({ seen: seen({ status: 'Stopped', failureReason }) })).toMatchObject({
        status: 'failed',
        error: { code: 'CAPACITY_UNAVAILABLE' },
      });
    }
  });

  it('fails with what the container said', () => {
    const failed = seen({ status: 'Failed', failureReason: 'TOO_FEW_ROWS: Only 3 rows were accepted.' });
    expect(look({ seen: failed })).toMatchObject({
      status: 'failed',
      error: { code: 'TOO_FEW_ROWS', what: 'Only 3 rows were accepted.', why: 'job job' },
    });
  });

  it.each([LOST, THROTTLED])('is created again when it never was and the error may pass: $Error', (caught) => {
    let answer = look({ caught });
    const waits: number[] = [];
    while (answer.status === 'again') {
      waits.push(answer.waitSeconds);
      answer = look({ caught, before: answer });
    }

    expect(waits).toEqual([2, 4, 8, 16]);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'AWS_FAILED' } });
  });

  it.each([
    [DENIED, 'ACCESS_DENIED'],
    [INVALID, 'AWS_FAILED'],
    [{ Error: 'SageMaker.ResourceLimitExceededException', Cause: 'The quota is used up' }, 'QUOTA_EXCEEDED'],
  ])('fails at once with an error that will not change: %j', (caught, code) => {
    expect(look({ caught })).toMatchObject({ status: 'failed', error: { code } });
  });

  it('is created again while others use what the quota allows, for as long as it may wait, and not where it allows none', () => {
    const refused = (limit: number) => ({
      Error: 'SageMaker.ResourceLimitExceededException',
      Cause: `The account-level service limit 'ml.g5.xlarge for training job usage' is ${limit} Instances, with current utilization of ${limit} Instances and a request delta of 1 Instances.`,
    });
    const caught = refused(1);
    let answer = look({ caught, waitSeconds: 600 });
    let now = NOON.getTime();
    while (answer.status === 'again') {
      now += answer.waitSeconds * 1000;
      answer = look({ caught, waitSeconds: 600, before: answer, now: new Date(now) });
    }

    expect(now - NOON.getTime()).toBeGreaterThanOrEqual(600_000);
    expect(now - NOON.getTime()).toBeLessThan(700_000);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'QUOTA_EXCEEDED' } });
    expect(look({ caught: refused(0), waitSeconds: 600 })).toMatchObject({ error: { code: 'QUOTA_EXCEEDED' } });
  });

  it('says that its time was over when the service stopped it for that', () => {
    const late = seen({ status: 'Stopped', failureReason: 'MaxRuntimeExceeded', started: true });

    expect(look({ seen: late })).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMED_OUT' } });
  });

  it('is never created again while the service knows it', () => {
    const statuses = fc.constantFrom('InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped' as const);
    const errors = fc.record({
      Error: fc.constantFrom(LOST.Error, THROTTLED.Error, 'States.Timeout'),
      Cause: fc.string(),
    });
    fc.assert(
      fc.property(statuses, errors, (status, caught) => {
        expect(look({ seen: seen({ status }), caught }).status).not.toBe('again');
      }),
    );
  });
});
