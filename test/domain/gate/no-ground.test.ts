import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EvaluationReport } from '../../../domain/evaluate/report.ts';
import { decide } from '../../../domain/gate/decide.ts';
import { decisionSchema, failedRules } from '../../../domain/gate/decision.ts';
import { seededRandom } from '../../../domain/gate/random.ts';
import { caseOf, gateOf, simulated } from './gate-fixture.ts';

const HASHES = { dataset: 'd', configuration: 'c', evaluation: 'e' };
const NOW = new Date('2026-01-01T00:00:00.000Z');

/** A challenger that is clearly better: whatever spoils it is the reason that it is refused. */
const better = () => {
  const test = simulated(600, 0.9, 0.7, seededRandom(1));
  return caseOf({ test, ownRows: simulated(200, 0.9, 0.7, seededRandom(2)) });
};

/** As it lies in the bucket afterwards. */
const decided = (report: EvaluationReport, paired = better().paired, gate = gateOf()) =>
  decisionSchema.parse(JSON.parse(JSON.stringify(decide(report, paired, gate, HASHES, NOW))));

const contender = fc.constantFrom('challenger' as const, 'champion' as const);
const rows = fc.constantFrom('test' as const, 'ownRows' as const);
const metric = fc.constantFrom('accuracy' as const, 'macroF1' as const);

describe('a gate that has no ground to decide by', () => {
  it('would have promoted otherwise', () => {
    expect(decided(better().report).verdict).toBe('promote');
  });

  it('row 18: rejects a figure that is no number, or is missing, with that as the reason', () => {
    const spoilt = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined);
    fc.assert(
      fc.property(contender, rows, metric, spoilt, (who, where, name, figure) => {
        const { report, paired } = better();
        Object.assign(report[who][where] ?? {}, { [name]: figure });

        const decision = decided(report, paired, gateOf({ metric: name }));

        expect(decision.verdict).toBe('reject');
        expect(decision.suspendUploads).toBe(false);
        expect(decision.reasons.join()).toContain(`the ${who}'s ${name} is missing or no number`);
      }),
    );
  });

  it('row 18: rejects a latency that is no number, or is missing', () => {
    for (const figure of [Number.NaN, undefined, 0]) {
      const { report } = better();
      Object.assign(report.latency, { championP50Ms: figure });
      expect(failedRules(decided(report))).toEqual(['latency']);
    }
  });

  it('row 18: rejects a tie, and says that it is one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const test = simulated(300, 0.8, 0.8, seededRandom(seed));
        const { report, paired } = caseOf({ test: { ...test, champion: test.challenger } });

        const decision = decided(report, paired);

        expect(failedRules(decision)).toEqual(['better-than-champion']);
        expect(decision.reasons[0]).toContain('(a tie)');
        expect(decision.suspendUploads).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it('row 18: rejects on too few test rows, however good the challenger is on them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (count) => {
        const { report, paired } = caseOf({ test: simulated(count, 1, 0, seededRandom(count)) });

        const decision = decided(report, paired, gateOf({ minimumTestRows: 100 }));

        expect(decision.verdict).toBe('reject');
        expect(decision.reasons.join()).toContain(`${count} test rows; at least 100 are asked for`);
      }),
    );
  });
});
