import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acquire,
  claimOf,
  holds,
  LEASE_SECONDS,
  owesRerun,
  release,
  requestRerun,
} from '../../../domain/lease/lease.ts';
import type { LeaseRecord } from '../../../domain/lease/lease-record.ts';

const START = Date.parse('2026-11-21T12:00:00Z');

/** Executions that come, go without a word, release or wait, against a model that knows who really runs. */
type Event =
  | { readonly kind: 'ask' | 'release' | 'die'; readonly execution: number }
  | { readonly kind: 'pass'; readonly seconds: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom('ask' as const, 'release' as const, 'die' as const), execution: fc.nat(4) }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 2 * LEASE_SECONDS }) }),
);

describe('the lease', () => {
  it('never has two living holders, its token only grows, and every refused trigger is owed a run', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let now = START;
        let lease: LeaseRecord | undefined;
        const tokens = new Map<number, number>();
        const dead = new Set<number>();
        let refused = false;
        for (const one of events) {
          const before = lease?.fencingToken ?? 0;
          if (one.kind === 'pass') now += one.seconds * 1000;
          else if (one.kind === 'die') dead.add(one.execution);
          else if (dead.has(one.execution)) continue;
          else if (one.kind === 'ask') {
            const claim = claimOf(lease, String(one.execution), new Date(now));
            const isGone = claim.kind === 'expired' && dead.has(Number(claim.holder));
            if (claim.kind === 'free' || claim.kind === 'mine' || isGone) {
              lease = acquire(lease, {
                workload: 'w',
                executionArn: String(one.execution),
                runId: 'r',
                now: new Date(now),
              });
              tokens.set(one.execution, lease.fencingToken);
              refused = false;
            } else if (lease !== undefined) {
              lease = requestRerun(lease);
              refused = true;
            }
          } else {
            const token = tokens.get(one.execution);
            if (lease !== undefined && token !== undefined && holds(lease, token)) {
              lease = release(lease);
              expect(owesRerun(lease, token)).toBe(refused);
            }
          }
          expect(lease?.fencingToken ?? 0).toBeGreaterThanOrEqual(before);
          const holders = [...tokens].filter(([, token]) => holds(lease, token));
          expect(holders.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its token when the same execution asks again', () => {
    const by = { workload: 'w', executionArn: 'e', runId: 'r', now: new Date(START) };
    const first = acquire(undefined, by);

    expect(acquire(first, { ...by, runId: 's' })).toMatchObject({ fencingToken: 1, runId: 's' });
  });
});
