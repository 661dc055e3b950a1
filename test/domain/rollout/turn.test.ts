import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { claim, ended, hasTurn, isSilent, renewed, STEP_SECONDS } from '../../../domain/rollout/turn.ts';
import type { AskedRollout, RolloutRecord } from '../../../domain/rollout/turn-record.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const at = (seconds: number): Date => new Date(NOON + seconds * 1000);
const asks = (
  execution: string,
  packageVersion: number,
  reason: AskedRollout['reason'] = 'promoted',
  seconds = 0,
): AskedRollout => ({
  execution,
  packageVersion,
  runId: 'aaaaaaaaaaaa-1',
  reason,
  by: reason === 'rollback' ? 'ada' : 'retrain',
  askedAt: at(seconds).toISOString(),
});

/** The record after each of them asked once, in this order. */
const after = (...asked: AskedRollout[]): RolloutRecord | undefined =>
  asked.reduce<RolloutRecord | undefined>((record, one, index) => claim(record, 'w', one, at(index)).record, undefined);

describe('the turn to change an endpoint', () => {
  it('is had by one at a time, in the order of asking, with a token that grows', () => {
    const [a, b, c] = [asks('a', 2), asks('b', 3), asks('c', 4)];
    let record = after(a, b, c);
    const order: string[] = [];
    for (const token of [1, 2, 3]) {
      expect(record?.fencingToken).toBe(token);
      const holder = record?.holder?.execution ?? '';
      order.push(holder);
      record = record && ended(record, holder, at(10));
      for (const one of [c, b, a]) record = claim(record, 'w', one, at(11)).record;
    }
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('gives a rollback precedence over every promotion that was asked for before it, and over none after it', () => {
    const record = after(asks('a', 2), asks('b', 3), asks('back', 1, 'rollback'), asks('c', 4, 'promoted', 1));

    expect(record?.waiting.map(({ execution }) => execution)).toEqual(['back', 'c']);
    expect(claim(record, 'w', asks('b', 3), at(9)).turn).toEqual({
      kind: 'ended',
      error: { code: 'ROLLOUT_SUPERSEDED', message: expect.stringContaining('by ada') },
    });
    expect(claim(record, 'w', asks('a', 2), at(9)).turn).toMatchObject({ kind: 'held', recalledBy: 'ada' });
  });

  it('refuses a promotion that was started before a rollback but asks for its turn after it', () => {
    const back = asks('back', 1, 'rollback', 5);
    const record = ended(after(back) ?? fail(), 'back', at(6));

    expect(claim(record, 'w', asks('early', 2, 'promoted', 4), at(7)).turn).toMatchObject({
      kind: 'ended',
      error: { code: 'ROLLOUT_SUPERSEDED' },
    });
    expect(claim(record, 'w', asks('late', 2, 'promoted', 6), at(7)).turn).toMatchObject({ kind: 'held' });
  });

  it('leaves alone promotions that were started after a rollback that comes late to ask', () => {
    const record = after(asks('a', 2, 'promoted', 9), asks('b', 3, 'promoted', 9), asks('back', 1, 'rollback', 5));

    expect(record?.waiting.map(({ execution }) => execution)).toEqual(['b', 'back']);
    expect(record?.holder?.recalledBy).toBeUndefined();
  });

  it('does not recall a rollback', () => {
    const record = after(asks('first', 1, 'rollback'), asks('second', 1, 'rollback'));

    expect(record?.holder?.recalledBy).toBeUndefined();
    expect(record?.waiting).toHaveLength(1);
  });

  it('says of an execution that ended what it said first, also after another one has its turn', () => {
    const error = { code: 'ROLLOUT_FAILED' as const, message: 'no /ping' };
    const failed = ended(after(asks('a', 2)) ?? fail(), 'a', at(1), error);
    const again = ended(claim(failed, 'w', asks('b', 3), at(2)).record, 'a', at(3));

    expect(claim(again, 'w', asks('a', 2), at(4)).turn).toEqual({ kind: 'ended', error });
    expect(again.holder?.execution).toBe('b');
  });

  it('may be taken from a holder only after the longest time that a step of it may still last', () => {
    const record = renewed(after(asks('a', 2)) ?? fail(), at(100));
    const holder = record.holder ?? fail();

    expect(isSilent(holder, at(100 + STEP_SECONDS))).toBe(false);
    expect(isSilent(holder, at(101 + STEP_SECONDS))).toBe(true);
  });

  it('forgets ends after the longest execution, and never keeps more than a few', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 120 }), (seconds) => {
        let record: RolloutRecord | undefined;
        let now = 0;
        for (const [index, pause] of seconds.entries()) {
          now += pause;
          const one = asks(`e${index}`, 2);
          record = ended(claim(record, 'w', one, at(now)).record, one.execution, at(now));
        }
        expect(record?.ended.length ?? 0).toBeLessThanOrEqual(50);
        for (const end of record?.ended ?? []) expect(Date.parse(end.at)).toBeGreaterThan(NOON + (now - 10_801) * 1000);
        expect(hasTurn(record, 'e0', 1)).toBe(false);
      }),
    );
  });
});

const fail = (): never => {
  throw new Error('there is no record');
};
