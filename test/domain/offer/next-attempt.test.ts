import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runError } from '../../../domain/conclude/run-error.ts';
import type { JobObservation } from '../../../domain/job/observation.ts';
import { MAX_RESUMPTIONS } from '../../../domain/names.ts';
import type { StoppedForCapacity } from '../../../domain/offer/attempt.ts';
import type { OfferAnswer, OfferedTraining } from '../../../domain/offer/messages.ts';
import { nextAttempt } from '../../../domain/offer/next-attempt.ts';
import type { EndedAttempt } from '../../../domain/offer/why-left.ts';
import { jobOffers } from '../../../domain/train/job-offers.ts';
import type { Offer } from '../../../domain/workload/capacity.ts';

const VOLUME = { gb: 30, kmsKeyId: 'key' };

const training = (capacity: readonly Offer[], resumption = 0): OfferedTraining => ({
  candidate: 'bigram',
  offers: jobOffers(
    { workload: 'reviews', runId: 'aaaaaaaaaaaa-1', resumption },
    { name: 'bigram', capacity: [...capacity] },
  ),
  instanceCount: 1,
  interruptionsPerOffer: 3,
  timeoutSeconds: 3600,
});

const offer = (instanceType: string, purchase: Offer['purchase'] = 'spot', waitSeconds = 600): Offer => ({
  instanceType,
  purchase,
  waitSeconds,
});

const seen = (status: JobObservation['status'], failureReason?: string): JobObservation => ({
  status,
  failureReason,
  artifactUri: undefined,
});
const error = (code: 'JOB_FAILED' | 'QUOTA_EXCEEDED' | 'CAPACITY_UNAVAILABLE', what = 'it was so') =>
  runError(code, what, 'job');
const stopped = (why: StoppedForCapacity['why']): StoppedForCapacity => ({
  jobName: 'j',
  why,
  at: '2026-11-21T12:00:00Z',
});

const NEVER_CREATED: EndedAttempt = {
  seen: undefined,
  error: error('QUOTA_EXCEEDED', 'the limit is 0'),
  stopped: undefined,
};
const NO_CAPACITY: EndedAttempt = {
  seen: seen('Failed', 'CapacityError: Unable to provision requested ML compute capacity.'),
  error: error('CAPACITY_UNAVAILABLE'),
  stopped: undefined,
};
const WAITED: EndedAttempt = { seen: seen('Stopped'), error: error('JOB_FAILED'), stopped: stopped('waited') };
const INTERRUPTED: EndedAttempt = {
  seen: seen('Stopped'),
  error: error('JOB_FAILED'),
  stopped: stopped('interrupted'),
};
const TIME_OVER: EndedAttempt = {
  seen: seen('Stopped', 'MaxWaitTimeExceeded'),
  error: error('CAPACITY_UNAVAILABLE'),
  stopped: undefined,
};
const GIVEN_UP: EndedAttempt = { seen: seen('Stopping'), error: error('CAPACITY_UNAVAILABLE'), stopped: undefined };
const BROKEN: EndedAttempt = {
  seen: seen('Failed', 'InternalServerError: We encountered an internal error. Please try again.'),
  error: error('JOB_FAILED'),
  stopped: undefined,
};
const LEFT = [
  [NEVER_CREATED, 'quota'],
  [NO_CAPACITY, 'no-capacity'],
  [WAITED, 'waited'],
  [INTERRUPTED, 'interrupted'],
  [TIME_OVER, 'waited'],
  [GIVEN_UP, 'waited'],
  [BROKEN, 'service-fault'],
] as const;

const FAILED: EndedAttempt = {
  seen: seen('Failed', 'AlgorithmError: out of memory, exit code: 1'),
  error: error('JOB_FAILED', 'out of memory'),
  stopped: undefined,
};
const FOR_GOOD = [
  FAILED,
  { ...FAILED, seen: seen('Failed', 'InternalServerError: RUNTIME_RESTARTED: the local runtime was restarted') },
  { ...FAILED, seen: seen('Stopped', 'MaxRuntimeExceeded') },
  { ...FAILED, seen: seen('Stopped') },
  { ...FAILED, seen: undefined },
];

/** Goes on until there is no next job; the nth job ends as the nth attempt says, and the last one says it of all others. */
function play(job: OfferedTraining, attempts: readonly EndedAttempt[]) {
  const answers: OfferAnswer[] = [nextAttempt({ training: job, volume: VOLUME })];
  for (let at = 0; ; at += 1) {
    const before = answers.at(-1);
    const ended = attempts[Math.min(at, attempts.length - 1)];
    if (before?.outcome !== 'create' || ended === undefined) return answers;
    answers.push(nextAttempt({ training: job, volume: VOLUME, before: { ...before, ...ended } }));
  }
}

describe("a candidate's next job", () => {
  it('is of its first offer', () => {
    const [first] = play(training([offer('ml.g6.xlarge'), offer('ml.m5.large', 'on-demand')]), []);

    expect(first).toMatchObject({
      outcome: 'create',
      jobName: 'reviews-aaaaaaaaaaaa-1-t-bigram',
      request: { EnableManagedSpotTraining: true },
      left: [],
    });
  });

  it.each(LEFT)('is of the next offer after %j', (ended, why) => {
    const [, second] = play(training([offer('ml.g6.xlarge'), offer('ml.m5.large', 'on-demand')]), [ended]);

    expect(second).toMatchObject({
      outcome: 'create',
      jobName: 'reviews-aaaaaaaaaaaa-1-t-bigram-o2',
      request: { EnableManagedSpotTraining: false, ResourceConfig: { InstanceType: 'ml.m5.large' } },
      left: [{ instanceType: 'ml.g6.xlarge', purchase: 'spot', why }],
    });
  });

  it.each(FOR_GOOD)('is none when another machine would change nothing: %j', (ended) => {
    const [, end] = play(training([offer('ml.g6.xlarge'), offer('ml.m5.large')]), [ended]);

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'JOB_FAILED', what: 'out of memory' }, left: [] });
  });

  it('is none when no offer had a machine that stayed, and each of them is named', () => {
    const end = play(training([offer('ml.g6.xlarge'), offer('ml.g5.xlarge', 'on-demand')]), [WAITED, NO_CAPACITY]).at(
      -1,
    );

    expect(end).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'CAPACITY_UNAVAILABLE',
        what: expect.stringMatching(/spot ml.g6.xlarge: no machine within .*; on-demand ml.g5.xlarge: no capacity/),
      },
    });
  });

  it('is none when the account may have no such machine, and what the service said tells which quota to raise', () => {
    const end = play(training([offer('ml.g6.xlarge')]), [NEVER_CREATED]).at(-1);
    const both = play(training([offer('ml.g6.xlarge'), offer('ml.g5.xlarge')]), [NEVER_CREATED]).at(-1);

    expect(both).toMatchObject({ error: { code: 'QUOTA_EXCEEDED', what: expect.stringContaining('the limit is 0') } });
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'QUOTA_EXCEEDED', what: 'the limit is 0' } });
  });

  const anyCapacity = fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom('ml.g5.xlarge', 'ml.m5.large', 'ml.p3.2xlarge'),
        fc.constantFrom('spot', 'on-demand' as const),
      ),
      {
        minLength: 1,
        maxLength: 5,
        selector: String,
      },
    )
    .map((offers) => offers.map(([type, purchase]) => offer(type, purchase)));
  const anyEnd = fc.constantFrom(...LEFT.map(([ended]) => ended), ...FOR_GOOD);

  it('takes each offer once and in its order, whatever becomes of the jobs, and comes to an end', () => {
    fc.assert(
      fc.property(
        anyCapacity,
        fc.array(anyEnd, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: MAX_RESUMPTIONS }),
        (capacity, ends, resumption) => {
          const job = training(capacity, resumption);

          const answers = play(job, ends);

          const names = answers.filter(({ outcome }) => outcome === 'create').map(({ jobName }) => jobName);
          expect(names).toEqual(job.offers.slice(0, names.length).map(({ jobName }) => jobName));
          expect(answers.at(-1)?.outcome).toBe('failed');
          expect(answers).toHaveLength(names.length + 1);
        },
      ),
    );
  });

  it('is the same when it is asked for again', () => {
    fc.assert(
      fc.property(anyCapacity, fc.array(anyEnd, { minLength: 1, maxLength: 6 }), (capacity, ends) => {
        expect(play(training(capacity), ends)).toEqual(play(training(capacity), ends));
      }),
    );
  });

  it('has a request that AWS takes: a wait for spot only, which holds the whole training, and no key for disks of its own', () => {
    fc.assert(
      fc.property(anyCapacity, (capacity) => {
        for (const answer of play(training(capacity), [NO_CAPACITY])) {
          if (answer.outcome !== 'create') continue;
          const { EnableManagedSpotTraining, ResourceConfig, StoppingCondition } = answer.request;
          const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = StoppingCondition;
          expect(MaxWaitTimeInSeconds !== undefined).toBe(EnableManagedSpotTraining);
          expect(MaxWaitTimeInSeconds ?? Number.POSITIVE_INFINITY).toBeGreaterThan(MaxRuntimeInSeconds);
          expect('VolumeKmsKeyId' in ResourceConfig).toBe(ResourceConfig.InstanceType !== 'ml.g5.xlarge');
        }
      }),
    );
  });
});
