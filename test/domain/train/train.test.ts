import { describe, expect, it } from '@jest/globals';
import { trainAnswer, trainResult } from '../../../domain/train/outcome.ts';

const job = { candidate: 'unigram', family: 'linear', jobName: 'j' };

describe('what became of a candidate', () => {
  it.each([
    ['Completed', 's3://b/model.tar.gz', undefined, 'trained'],
    ['Completed', undefined, 'without an artifact', 'failed'],
    ['Failed', undefined, 'out of memory', 'failed'],
    ['Stopped', undefined, 'was stopped', 'failed'],
    ['InProgress', undefined, 'past its time', 'failed'],
  ] as const)('%s is %s', (status, artifactUri, reason, expected) => {
    const result = trainResult(job, {
      status,
      artifactUri,
      failureReason: status === 'Failed' ? 'out of memory' : undefined,
    });

    expect(result.status).toBe(expected);
    if (result.status === 'failed') expect(result.reason).toContain(reason);
  });

  it('is a run as long as one candidate was trained', () => {
    const trained = { status: 'trained' as const, ...job, artifactUri: 's3://b/k' };
    const failed = { status: 'failed' as const, ...job, candidate: 'bigram', reason: 'no memory' };

    expect(trainAnswer({ schemaVersion: 1, results: [trained, failed] }, false)).toEqual({
      trained: ['unigram'],
      failed: ['bigram'],
      evaluated: false,
    });
    expect(() => trainAnswer({ schemaVersion: 1, results: [failed] }, false)).toThrow('bigram: no memory');
  });

  it.each([
    ['RUNTIME_RESTARTED', ['InternalServerError: RUNTIME_RESTARTED: the local runtime was restarted']],
    ['CAPACITY_UNAVAILABLE', ['MaxWaitTimeExceeded']],
    ['TRAINING_STOPPED', ['AlgorithmError: TRAINING_STOPPED: overfit: the loss is 1, exit code: 1']],
    ['ALL_CANDIDATES_FAILED', ['MaxWaitTimeExceeded', 'InternalServerError: RUNTIME_RESTARTED: it was restarted']],
  ])('fails with %s when that is why each candidate failed', (code, reasons) => {
    const results = reasons.map((reason) => ({ status: 'failed' as const, ...job, reason }));

    expect(() => trainAnswer({ schemaVersion: 1, results }, false)).toThrow(expect.objectContaining({ code }));
  });
});
