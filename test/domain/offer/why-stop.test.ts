import { describe, expect, it } from '@jest/globals';
import type { JobObservation } from '../../../domain/job/observation.ts';
import { waitOf } from '../../../domain/job/waiting.ts';
import { whyStop } from '../../../domain/offer/why-stop.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minute));
const step = (Status: string, minute: number) => ({ Status, StartTime: at(minute) });

const STARTING = [step('Starting', 0)];
const TRAINING = [step('Starting', 0), step('Downloading', 2), step('Training', 3)];
const INTERRUPTED_ONCE = [...TRAINING, step('Interrupted', 10), step('Starting', 11)];
const INTERRUPTED_TWICE = [...INTERRUPTED_ONCE, step('Downloading', 12), step('Training', 13), step('Interrupted', 20)];

describe('the wait of a training job', () => {
  it.each([
    ['from its beginning', STARTING, { waitingSince: at(0), interruptions: 0 }],
    ['not any more with a machine', TRAINING, { waitingSince: undefined, interruptions: 0 }],
    ['from its interruption', INTERRUPTED_ONCE, { waitingSince: at(10), interruptions: 1 }],
    ['from the latest one', INTERRUPTED_TWICE, { waitingSince: at(20), interruptions: 2 }],
    ['of which nothing is known', [], { waitingSince: undefined, interruptions: 0 }],
  ])('is told %s', (_when, steps, wait) => {
    expect(waitOf(steps)).toEqual(wait);
  });
});

describe('a job makes room for the next offer', () => {
  const why = (steps: readonly { Status: string; StartTime: Date }[], minute: number, more: object = {}) => {
    const seen: JobObservation = {
      status: 'InProgress',
      artifactUri: undefined,
      failureReason: undefined,
      ...waitOf(steps),
    };
    return whyStop({
      offer: { waitSeconds: 600 },
      interruptionsPerOffer: 2,
      isLast: false,
      seen,
      now: at(minute),
      ...more,
    });
  };

  it('when it waited for its machine for as long as it may', () => {
    expect([why(STARTING, 9), why(STARTING, 10)]).toEqual([undefined, 'waited']);
    expect([why(INTERRUPTED_ONCE, 19), why(INTERRUPTED_ONCE, 20)]).toEqual([undefined, 'waited']);
  });

  it('when its machine was taken away too often, unless there is no other offer', () => {
    expect(why(INTERRUPTED_TWICE, 21)).toBe('interrupted');
    expect(why(INTERRUPTED_TWICE, 21, { isLast: true })).toBeUndefined();
  });

  it('never while it trains, nor once it has ended or never was', () => {
    expect(why(TRAINING, 500)).toBeUndefined();
    for (const status of ['Completed', 'Failed', 'Stopping', 'Stopped'] as const) {
      const seen = { status, artifactUri: undefined, failureReason: undefined, ...waitOf(STARTING) };
      expect(why(STARTING, 500, { seen })).toBeUndefined();
    }
    expect(why(STARTING, 500, { seen: undefined })).toBeUndefined();
  });
});
