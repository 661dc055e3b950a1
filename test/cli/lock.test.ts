import { describe, expect, it } from '@jest/globals';
import { costOf, costText } from '../../cli/output/cost.ts';
import { lockOf, lockText } from '../../cli/output/lock.ts';
import { aRun, NOON } from './support/runs.ts';

const now = new Date(Date.parse(NOON) + 725_000);

describe('a lock', () => {
  it('names its run, its age and its last sign of life', () => {
    const held = { holder: 'arn:e1', runId: 'r-1', fencingToken: 3, acquiredAt: NOON };
    const lock = lockOf({ ...held, heartbeatAt: '2026-01-02T12:11:00.000Z' }, now);

    expect(lock).toMatchObject({ runId: 'r-1', holder: 'arn:e1', fencingToken: 3, ageSeconds: 725 });
    expect(lockText(lock)).toBe('run r-1 for 12 min 05 s, seen at work 1 min 05 s ago');
  });

  it('names its execution when it has no run yet', () => {
    expect(lockText(lockOf({ holder: 'arn:e1', fencingToken: 1 }, now))).toBe('arn:e1');
  });
});

describe('what a run cost', () => {
  const job = {
    jobName: 'j',
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    seconds: 360,
    purchase: 'on-demand',
    dollars: 0.0115,
    savedDollars: 0,
    price: 'listed',
    endedAt: NOON,
  } as const;

  it('is the sum over its jobs, at on-demand prices', () => {
    const cost = costOf(aRun({ usage: [job, { ...job, jobName: 'k' }] }));
    expect(cost).toMatchObject({ dollars: 0.023, instanceHours: 0.2, assumed: false });
    expect(cost && costText(cost)).toBe('$0.0230 for 0.200 instance hours of 2 jobs, at on-demand prices');
  });

  it('says what spot machines saved', () => {
    const spot = { ...job, jobName: 'k', purchase: 'spot', trainingSeconds: 1440, savedDollars: 0.0345 } as const;

    const cost = costOf(aRun({ usage: [job, spot] }));

    expect(cost).toMatchObject({ dollars: 0.023, savedDollars: 0.0345 });
    expect(cost && costText(cost)).toContain('; spot machines saved $0.0345 (75 %)');
  });

  it('says when a price was assumed, and nothing before the first job has ended', () => {
    const cost = costOf(aRun({ usage: [{ ...job, price: 'assumed' }] }));
    expect(cost && costText(cost)).toContain('assumed in part');
    expect(costOf(aRun())).toBeUndefined();
  });
});
