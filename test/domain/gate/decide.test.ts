import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvaluationReport, PairedPredictions } from '../../../domain/evaluate/report.ts';
import { decide } from '../../../domain/gate/decide.ts';
import { type Decision, decisionSchema, RULES } from '../../../domain/gate/decision.ts';
import { seededRandom } from '../../../domain/gate/random.ts';
import type { GateConfig } from '../../../domain/workload/gate.ts';
import { caseOf, gateOf, simulated } from './gate-fixture.ts';

const HASHES = { dataset: 'd', configuration: 'c', evaluation: 'e' };
const NOW = new Date('2026-01-01T00:00:00.000Z');

function decideCase(
  one: { report: EvaluationReport; paired: PairedPredictions },
  gate: Partial<GateConfig> = {},
): Decision {
  return decisionSchema.parse(decide(one.report, one.paired, gateOf(gate), HASHES, NOW));
}

const failed = (decision: Decision): string[] =>
  decision.rules.filter((rule) => rule.verdict === 'fail').map((rule) => rule.rule);

describe('decide', () => {
  it('promotes a challenger that is clearly better, and lists every rule', () => {
    const better = caseOf({
      test: simulated(600, 0.9, 0.75, seededRandom(1)),
      ownRows: simulated(300, 0.88, 0.78, seededRandom(2)),
      newRows: simulated(100, 0.9, 0.75, seededRandom(3)),
    });

    const decision = decideCase(better);

    expect(decision.verdict).toBe('promote');
    expect(decision.reasons).toEqual([]);
    expect(decision.rules.map((rule) => rule.rule)).toEqual([...RULES]);
    expect(decision.difference.interval[0]).toBeGreaterThan(0);
  });

  it('promotes the first model when it beats the majority baseline', () => {
    const test = simulated(300, 0.8, 0.5, seededRandom(1));
    const first = caseOf({ test: { ...test, champion: test.truth.map(() => 0) }, baseline: true });

    const decision = decideCase(first);

    expect(decision.verdict).toBe('promote');
    expect(decision.champion).toEqual({
      name: 'baseline',
      metric: first.report.champion.test.accuracy,
      artifactSha256: null,
    });
    expect(decision.rules.filter((rule) => rule.verdict === 'not-applicable').map((rule) => rule.rule)).toEqual([
      'no-worse-on-own-rows',
      'new-labels-credible',
      'no-class-worse',
      'latency',
    ]);
  });

  it('decides by the score of one class where asked to', () => {
    // The challenger finds 90 of 100 positives at the cost of 20 false alarms, the champion 60 without one.
    const truth = [...Array(100).fill(1), ...Array(300).fill(0)];
    const found = (positives: number, alarms: number) =>
      truth.map((label, row) => Number(label === 1 ? row < positives : row < 100 + alarms));
    const test = { truth, challenger: found(90, 20), champion: found(60, 0) };

    const byRecall = decideCase(caseOf({ test }), { metric: 'recall:positive' });
    const byF2 = decideCase(caseOf({ test }), { metric: 'f2:positive' });
    const byPrecision = decideCase(caseOf({ test }), { metric: 'precision:positive' });

    expect(byRecall).toMatchObject({ verdict: 'promote', challenger: { metric: 0.9 }, champion: { metric: 0.6 } });
    expect(byF2.verdict).toBe('promote');
    // 5 · 90 / (4 · 100 + 110) against 5 · 60 / (4 · 100 + 60)
    expect(byF2.difference.estimate).toBeCloseTo(450 / 510 - 300 / 460, 12);
    expect(byPrecision).toMatchObject({ verdict: 'reject', champion: { metric: 1 } });
  });

  it('rejects where the class that decides is not among the labels', () => {
    const decision = decideCase(caseOf({ test: simulated(300, 0.9, 0.5, seededRandom(1)) }), { metric: 'f2:gone' });

    expect(decision.verdict).toBe('reject');
    expect(decision.reasons.join()).toContain("the challenger's f2:gone is missing or no number");
  });

  it('rejects a tie without speaking of harm', () => {
    const test = simulated(300, 0.8, 0.8, seededRandom(4));
    const tie = caseOf({ test: { ...test, champion: test.challenger } });

    const decision = decideCase(tie);

    expect(decision.verdict).toBe('reject');
    expect(decision.suspendUploads).toBe(false);
    expect(failed(decision)).toEqual(['better-than-champion']);
    expect(decision.reasons[0]).toContain('(a tie)');
    expect(decision.detectableDifference).toBeGreaterThan(0);
  });

  it('takes a tie by non-inferiority', () => {
    const test = simulated(300, 0.8, 0.8, seededRandom(4));
    const tie = caseOf({ test: { ...test, champion: test.challenger } });

    expect(decideCase(tie, { mode: 'non-inferiority' }).verdict).toBe('promote');
  });

  it('sees harm in a challenger that is provably worse than a released model', () => {
    const worse = caseOf({ test: simulated(600, 0.6, 0.8, seededRandom(5)) });

    const decision = decideCase(worse);

    expect(decision.suspendUploads).toBe(true);
    expect(failed(decision)).toContain('better-than-champion');
  });

  it('does not let a poisoned upload vote for itself', () => {
    // The challenger learnt the flipped labels, so it wins on test rows that have them.
    const poisoned = caseOf({
      test: simulated(600, 0.85, 0.6, seededRandom(6)),
      ownRows: simulated(450, 0.6, 0.8, seededRandom(7)),
    });

    const decision = decideCase(poisoned);

    expect(decision.verdict).toBe('reject');
    expect(failed(decision)).toEqual(['no-worse-on-own-rows']);
    expect(decision.suspendUploads).toBe(true);
  });

  it('suspends uploads whose labels are the opposite of what the live model knows', () => {
    const flipped = caseOf({
      test: simulated(500, 0.75, 0.74, seededRandom(8)),
      ownRows: simulated(300, 0.79, 0.8, seededRandom(9)),
      newRows: simulated(120, 0.6, 0.25, seededRandom(10)),
    });

    const decision = decideCase(flipped);

    expect(failed(decision)).toContain('new-labels-credible');
    expect(decision.suspendUploads).toBe(true);
  });

  it('does not take new rows on which the live model only guesses for poison', () => {
    const newTopic = caseOf({
      test: simulated(500, 0.75, 0.74, seededRandom(8)),
      ownRows: simulated(300, 0.79, 0.8, seededRandom(9)),
      newRows: simulated(120, 0.7, 0.5, seededRandom(11)),
    });

    const decision = decideCase(newTopic);

    expect(failed(decision)).not.toContain('new-labels-credible');
    expect(decision.suspendUploads).toBe(false);
  });

  it('rejects when one class gets much worse, and not when it is tiny', () => {
    const test = (rare: number) => ({
      truth: [...Array(400).fill(0), ...Array(rare).fill(1)],
      challenger: [...Array(400).fill(0), ...Array(rare).fill(0)].map((label, row) =>
        row >= 400 && row % 2 === 0 ? 1 : label,
      ),
      champion: [...Array(300).fill(0), ...Array(100).fill(1), ...Array(rare).fill(1)],
    });

    const large = decideCase(caseOf({ test: test(60) }));
    const tiny = decideCase(caseOf({ test: test(4) }));

    expect(failed(large)).toEqual(['no-class-worse']);
    expect(large.reasons[0]).toContain('positive');
    expect(large.suspendUploads).toBe(true);
    expect(tiny.verdict).toBe('promote');
  });

  it.each([
    ['slower than allowed', { latency: { challengerP50Ms: 160.1, championP50Ms: 50 } }, {}, 'latency'],
    [
      'over a budget of no time, and slower than allowed',
      { latency: { challengerP50Ms: 3.2, championP50Ms: 1 } },
      { latencyBudgetMs: 0 },
      'latency',
    ],
    ['below the minimum', {}, { minimum: 0.95 }, 'minimum-quality'],
    ['tested on too few rows', {}, { minimumTestRows: 601 }, 'enough-rows'],
  ])('rejects without harm a better challenger that is %s', (_name, options, gate, rule) => {
    const decision = decideCase(caseOf({ test: simulated(600, 0.9, 0.7, seededRandom(12)), ...options }), gate);

    expect(failed(decision)).toEqual([rule]);
    expect(decision.suspendUploads).toBe(false);
  });

  it.each([
    ['many times slower, within the budget', { challengerP50Ms: 49.9, championP50Ms: 0.1 }],
    ['over the budget, not much slower', { challengerP50Ms: 149, championP50Ms: 50 }],
  ])('promotes a better challenger that is %s', (_name, latency) => {
    const decision = decideCase(caseOf({ test: simulated(600, 0.9, 0.7, seededRandom(12)), latency }));

    expect(decision.verdict).toBe('promote');
  });

  it.each([
    [
      'figures that the predictions do not give',
      (one: ReturnType<typeof caseOf>) => {
        one.report.challenger.test.accuracy = 0.99;
      },
    ],
    [
      'a figure that is no number',
      (one: ReturnType<typeof caseOf>) => {
        one.report.challenger.test.accuracy = Number.NaN;
      },
    ],
    [
      'lists of different length',
      (one: ReturnType<typeof caseOf>) => {
        one.paired.test.champion.pop();
      },
    ],
    [
      'no rows',
      (one: ReturnType<typeof caseOf>) => {
        one.paired.test = { truth: [], challenger: [], champion: [] };
      },
    ],
    [
      'a label out of range',
      (one: ReturnType<typeof caseOf>) => {
        one.paired.test.challenger[0] = 7;
      },
    ],
    [
      'own rows in the report only',
      (one: ReturnType<typeof caseOf>) => {
        one.report.champion.ownRows = one.report.champion.test;
      },
    ],
    [
      'other labels',
      (one: ReturnType<typeof caseOf>) => {
        one.paired.labels = ['no', 'yes'];
      },
    ],
  ])('rejects an evaluation with %s', (_name, spoil) => {
    const one = caseOf({ test: simulated(300, 0.9, 0.7, seededRandom(13)) });
    spoil(one);

    const decision = decide(one.report, one.paired, gateOf(), HASHES, NOW);

    expect(decision.verdict).toBe('reject');
    expect(decision.suspendUploads).toBe(false);
    expect(decision.reasons[0]).toContain('the evaluation contradicts itself');
  });

  it('is the same every time, and promotes exactly when no rule fails', () => {
    const arbitrary = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      challenger: fc.double({ min: 0.3, max: 1, noNaN: true }),
      champion: fc.double({ min: 0.3, max: 1, noNaN: true }),
      rows: fc.integer({ min: 1, max: 200 }),
      metric: fc.constantFrom('accuracy' as const, 'macroF1' as const, 'macroF2' as const, 'f2:positive' as const),
    });

    fc.assert(
      fc.property(arbitrary, ({ seed, challenger, champion, rows, metric }) => {
        const one = caseOf({ test: simulated(rows, challenger, champion, seededRandom(seed)) });
        const gate = { metric, bootstrapSamples: 200 };

        const decision = decideCase(one, gate);

        expect(decideCase(one, gate)).toEqual(decision);
        expect(decision.verdict === 'promote').toBe(failed(decision).length === 0);
        expect(decision.reasons).toHaveLength(failed(decision).length);
        const [low, high] = decision.difference.interval;
        expect(low).toBeLessThanOrEqual(high);
        if (decision.suspendUploads) expect(decision.verdict).toBe('reject');
      }),
      { numRuns: 100 },
    );
  });

  it('never promotes when challenger and champion change places and the champion was promoted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const test = simulated(150, 0.85, 0.75, seededRandom(seed));
        const swapped = { truth: test.truth, challenger: test.champion, champion: test.challenger };

        const verdicts = [test, swapped].map(
          (set) => decideCase(caseOf({ test: set }), { bootstrapSamples: 400 }).verdict,
        );

        expect(verdicts).not.toEqual(['promote', 'promote']);
      }),
      { numRuns: 50 },
    );
  });
});
