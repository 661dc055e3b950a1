import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decidingScore } from '../../../domain/evaluate/deciding-metric.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import type { MultiLabelPredictions } from '../../../domain/evaluate/predictions.ts';
import type { PairedSet } from '../../../domain/evaluate/report.ts';
import { decide } from '../../../domain/gate/decide.ts';
import type { Decision } from '../../../domain/gate/decision.ts';
import { pairedBootstrap } from '../../../domain/gate/paired-bootstrap.ts';
import { recallDrop } from '../../../domain/gate/paired-recall.ts';
import { type Random, seededRandom } from '../../../domain/gate/random.ts';
import { type CaseOptions, caseOf, gateOf } from './gate-fixture.ts';

const LABELS = ['bug', 'praise', 'question'];

/** Rows of sets of three labels; each model is right about each label of each row with its own probability. */
function simulatedSets(rows: number, challenger: number, champion: number, random: Random): PairedSet {
  const truth = Array.from({ length: rows }, () =>
    LABELS.reduce((set, _, at) => set | (Number(random() < 0.3) << at), 0),
  );
  const predict = (right: number) =>
    truth.map((set) => LABELS.reduce((given, _, at) => given ^ (Number(random() >= right) << at), set));
  return { truth, challenger: predict(challenger), champion: predict(champion) };
}

const measured = (truth: readonly number[], predicted: readonly number[]) => {
  const predictions: MultiLabelPredictions = {
    truth: Int32Array.from(truth),
    probabilities: Float32Array.from(predicted.flatMap((set) => LABELS.map((_, at) => (set >> at) & 1))),
    labels: LABELS.length,
    thresholds: LABELS.map(() => 0.5),
  };
  return metricsOf(predictions, LABELS);
};

function decisionOn(sets: Pick<CaseOptions, 'test' | 'ownRows' | 'newRows' | 'baseline'>, gate = {}): Decision {
  const { report, paired } = caseOf({ ...sets, labels: LABELS });
  const { test, ownRows } = sets;
  const contender = (who: 'challenger' | 'champion') => ({
    test: measured(test.truth, test[who]),
    ...(ownRows && { ownRows: measured(ownRows.truth, ownRows[who]) }),
  });
  return decide(
    {
      ...report,
      task: 'multi-label',
      challenger: { ...report.challenger, ...contender('challenger') },
      champion: { ...report.champion, ...contender('champion') },
    },
    { ...paired, task: 'multi-label' },
    gateOf({ metric: 'macroF1', ...gate }),
    { dataset: 'd', configuration: 'c', evaluation: 'e' },
    new Date(0),
  );
}

const failed = ({ rules }: Decision): string[] =>
  rules.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);

describe('the gate of texts with any number of labels', () => {
  it.each(['macroF1', 'macroF2', 'accuracy', 'f1:praise'] as const)('promotes what is better by %s', (metric) => {
    const decision = decisionOn(
      { test: simulatedSets(500, 0.92, 0.8, seededRandom(1)), ownRows: simulatedSets(300, 0.92, 0.8, seededRandom(2)) },
      { metric },
    );

    expect(decision.verdict).toBe('promote');
    expect(decision.difference.interval[0]).toBeGreaterThan(0);
  });

  it('says no to what is alike', () => {
    const decision = decisionOn({ test: simulatedSets(500, 0.85, 0.85, seededRandom(3)) });

    expect(failed(decision)).toEqual(['better-than-champion']);
    expect(decision.suspendUploads).toBe(false);
  });

  it('says no when one label is found much less often, whatever the others gain', () => {
    const test = simulatedSets(600, 0.97, 0.8, seededRandom(4));
    const blind = { ...test, challenger: test.challenger.map((set) => set & 0b110) };

    expect(failed(decisionOn({ test: blind }, { metric: 'accuracy', minimum: 0 }))).toContain('no-class-worse');
  });

  it('suspends uploads whose labels are the opposite of what the live model knows', () => {
    const decision = decisionOn({
      test: simulatedSets(500, 0.85, 0.84, seededRandom(5)),
      ownRows: simulatedSets(300, 0.85, 0.85, seededRandom(6)),
      newRows: simulatedSets(120, 0.6, 0.2, seededRandom(7)),
    });

    expect(failed(decision)).toContain('new-labels-credible');
    expect(decision.suspendUploads).toBe(true);
  });

  it.each([0, 0b111, 0b001])('does not take new rows on which the live model says always %d for poison', (always) => {
    const newRows = simulatedSets(200, 0.8, 0.5, seededRandom(8));

    const decision = decisionOn({
      test: simulatedSets(500, 0.85, 0.84, seededRandom(5)),
      ownRows: simulatedSets(300, 0.85, 0.85, seededRandom(6)),
      newRows: { ...newRows, champion: newRows.truth.map(() => always) },
    });

    expect(failed(decision)).not.toContain('new-labels-credible');
  });

  it('refuses an evaluation whose sets have labels that there are not', () => {
    const test = simulatedSets(100, 0.9, 0.8, seededRandom(9));

    const decision = decisionOn({ test: { ...test, truth: test.truth.map(() => 0b1000) } });

    expect(decision.reasons[0]).toContain('a label index is out of range');
  });
});

describe('its statistics', () => {
  it('are those of single labels where every set has one', () => {
    const label = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label, label), { minLength: 5, maxLength: 40 }), (rows) => {
        const single: PairedSet = {
          truth: rows.map(([one]) => one),
          challenger: rows.map(([, one]) => one),
          champion: rows.map(([, , one]) => one),
        };
        const asSets = (labels: readonly number[]): number[] => labels.map((one) => 1 << one);
        const sets: PairedSet = {
          truth: asSets(single.truth),
          challenger: asSets(single.challenger),
          champion: asSets(single.champion),
        };
        const options = { score: decidingScore('macroF1', LABELS), labels: 3, confidence: 0.9, samples: 50, seed: 3 };

        expect(pairedBootstrap(sets, { ...options, task: 'multi-label' })).toEqual(
          pairedBootstrap(single, { ...options, task: 'single-label' }),
        );
        expect(recallDrop(sets, 1, 0.9, 'multi-label')).toEqual(recallDrop(single, 1, 0.9));
      }),
      { numRuns: 30 },
    );
  });
});
