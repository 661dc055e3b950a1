import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinWindow, scheduleName, type WindowRecord } from '../../../domain/admit/window.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const arrivals = fc
  .array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 20 })
  .map((times) => times.sort((a, b) => a - b));

describe('the debounce window', () => {
  it('ends after every upload that joined it, so that its run reads them all', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 120 }), (times, debounceSeconds) => {
        let open: WindowRecord | undefined;
        for (const time of times) {
          const now = new Date(START + time);
          open = joinWindow(open, { workload: 'reviews', uploadId: 'u', now, debounceSeconds });
          const waitMs = Date.parse(open.dueAt) - now.getTime();
          expect(waitMs).toBeGreaterThan(0);
          expect(waitMs).toBeLessThanOrEqual(debounceSeconds * 1000 + 1000);
        }
      }),
    );
  });

  it('takes every upload of its time into one run', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 57_000 }), { minLength: 2 }), (times) => {
        const sorted = [0, ...times.sort((a, b) => a - b)];
        const windows: WindowRecord[] = [];
        for (const time of sorted) {
          const arrival = { workload: 'reviews', uploadId: 'u', now: new Date(START + time), debounceSeconds: 60 };
          windows.push(joinWindow(windows.at(-1), arrival));
        }
        expect(new Set(windows.map(scheduleName)).size).toBe(1);
      }),
    );
  });

  it('is closed shortly before its end, because clocks differ', () => {
    const first = joinWindow(undefined, {
      workload: 'reviews',
      uploadId: 'u1',
      now: new Date(START),
      debounceSeconds: 60,
    });

    const late = joinWindow(first, {
      workload: 'reviews',
      uploadId: 'u2',
      now: new Date(START + 59_000),
      debounceSeconds: 60,
    });

    expect(late).toMatchObject({ openedBy: 'u2', dueAt: '2026-11-21T12:01:59.000Z' });
  });
});
