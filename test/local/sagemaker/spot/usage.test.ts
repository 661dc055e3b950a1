import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { trainedSeconds, usageOf } from '../../../../local/sagemaker/jobs/usage.ts';
import type { Transition } from '../../../../local/sagemaker/state/records.ts';

/** Transitions that follow each other, each with its length in seconds. */
function after(...stays: readonly (readonly [Transition['status'], number])[]): Transition[] {
  let at = 0;
  return stays.map(([status, seconds]) => {
    const startedAt = at;
    at += seconds * 1000;
    return { status, startedAt, endedAt: at, message: '' };
  });
}

const INTERRUPTED = after(
  ['Starting', 500],
  ['Downloading', 10],
  ['Training', 100],
  ['Interrupted', 5],
  ['Starting', 900],
  ['Downloading', 10],
  ['Training', 70],
  ['Uploading', 10],
  ['Completed', 0],
);

describe('what a training job used', () => {
  it('is all of its time on an instance, on demand', () => {
    const transitions = after(
      ['Starting', 60],
      ['Downloading', 10],
      ['Training', 100],
      ['Uploading', 5],
      ['Completed', 0],
    );

    expect(usageOf(transitions, false)).toEqual({ trainingSeconds: 115, billableSeconds: 115 });
  });

  it('has no waiting for capacity in it, the discount of spot, and one download', () => {
    expect(usageOf(INTERRUPTED, true)).toEqual({ trainingSeconds: 200, billableSeconds: 57 });
    expect(trainedSeconds(INTERRUPTED)).toBe(170);
  });

  it('has stopping in it when there was an instance to stop', () => {
    const waiting = after(['Starting', 60], ['Stopping', 1], ['MaxWaitTimeExceeded', 0]);
    const running = after(['Downloading', 10], ['Training', 80], ['Stopping', 5], ['Uploading', 5], ['Stopped', 0]);

    expect(usageOf(waiting, true)).toBeUndefined();
    expect(usageOf(running, false)?.trainingSeconds).toBe(100);
  });

  it('is never billed for more than it trained', () => {
    const attempt = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50));
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 1 }), fc.boolean(), (attempts, spot) => {
        const transitions = after(
          ...attempts.flatMap(([starting, downloading, training, interrupted]): [Transition['status'], number][] => [
            ['Starting', starting],
            ['Downloading', downloading],
            ['Training', training],
            ['Interrupted', interrupted],
          ]),
        );
        const usage = usageOf(transitions, spot);
        expect(usage?.billableSeconds).toBeLessThanOrEqual(usage?.trainingSeconds ?? 0);
      }),
    );
  });
});
