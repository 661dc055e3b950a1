import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { interruptionSchema } from '../../../../local/sagemaker/spot/interruption.ts';
import {
  type InterruptionPlan,
  interruptionPlanSchema,
  nextInterruption,
  type PlannedInterruption,
} from '../../../../local/sagemaker/spot/interruption-plan.ts';

/** The interruptions of a job's first so many seconds of training. */
function within(plan: InterruptionPlan, job: string, seconds: number): PlannedInterruption[] {
  const found: PlannedInterruption[] = [];
  for (let next = nextInterruption(plan, job, 0); next && next.atSeconds <= seconds; ) {
    found.push(next);
    next = nextInterruption(plan, job, next.atSeconds);
  }
  return found;
}

const random = (perHour: number, seed: number) =>
  interruptionPlanSchema.parse({ kind: 'random', perHour, seed, awaySeconds: 3 });

describe('interruptions at random moments', () => {
  it('are the same for the same seed and name, and others for another one', () => {
    const moments = (seed: number, job: string) => within(random(60, seed), job, 3600);

    expect(moments(7, 'a')).toEqual(moments(7, 'a'));
    expect(moments(7, 'a')).not.toEqual(moments(8, 'a'));
    expect(moments(7, 'a')).not.toEqual(moments(7, 'b'));
  });

  it('come as often as the rate says', () => {
    const count = Array.from({ length: 200 }, (_, seed) => within(random(5, seed), 'job', 10 * 3600).length);
    const mean = count.reduce((sum, one) => sum + one, 0) / count.length;

    // Poisson of mean 50: the mean of 200 has a standard deviation of 0.5.
    expect(Math.abs(mean - 50)).toBeLessThan(2);
  });

  it('come with notice and without, and sometimes cut the last upload off', () => {
    const found = within(random(60, 1), 'job', 3600 * 5).map(({ interruption }) => interruption);

    expect(new Set(found.map(({ notice }) => notice))).toEqual(new Set([true, false]));
    for (const one of found) {
      expect(interruptionSchema.parse(one)).toEqual(one);
      expect(one.lastUploadFiles === undefined).toBe(one.notice);
      expect(one.awaySeconds).toBe(3);
    }
  });
});

describe('the next interruption of a plan', () => {
  it('is always after the seconds that were trained', () => {
    const plans: fc.Arbitrary<InterruptionPlan> = fc.oneof(
      fc
        .record({ perHour: fc.integer({ min: 1, max: 3600 }), seed: fc.integer() })
        .map((one) => random(one.perHour, one.seed)),
      fc
        .array(fc.integer({ min: 1, max: 500 }), { minLength: 1 })
        .map((afterSeconds) => interruptionPlanSchema.parse({ kind: 'schedule', afterSeconds })),
    );
    fc.assert(
      fc.property(plans, fc.float({ min: 0, max: 600, noNaN: true }), (plan, trained) => {
        const next = nextInterruption(plan, 'job', trained);
        expect(next === undefined || next.atSeconds > trained).toBe(true);
      }),
    );
  });

  it('follows a schedule in order, whatever order it is written in', () => {
    const plan = interruptionPlanSchema.parse({ kind: 'schedule', afterSeconds: [30, 10, 20] });

    expect(within(plan, 'job', 100).map(({ atSeconds }) => atSeconds)).toEqual([10, 20, 30]);
  });

  it('is none without a plan', () => {
    expect(nextInterruption({ kind: 'none' }, 'job', 0)).toBeUndefined();
  });
});
