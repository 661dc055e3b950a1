import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../domain/gate/decide.ts';
import { evaluatedRun } from '../../../domain/gate/evaluated-run.ts';
import { evaluationRows } from '../../../domain/gate/evaluation-rows.ts';
import { aRun, NOON } from '../../cli/support/runs.ts';
import { caseOf, gateOf } from './gate-fixture.ts';

const truth = [0, 0, 0, 1, 1, 1];
const HASHES = { dataset: 'd', configuration: 'c', evaluation: 'e' };

function decided(metric: 'accuracy' | 'macroF2' | 'f2:positive') {
  const { report, paired } = caseOf({ test: { truth, challenger: [0, 0, 0, 1, 1, 0], champion: [0, 0, 0, 0, 0, 0] } });
  return { report, decision: decide(report, paired, gateOf({ metric }), HASHES, new Date(NOON)) };
}

describe('what is recorded of an evaluation', () => {
  it.each(['macroF2', 'f2:positive'] as const)('has every candidate by %s, where the gate decides by it', (metric) => {
    const { report, decision } = decided(metric);

    const run = evaluatedRun(aRun({ outcome: 'running' }), report, decision, new Date(NOON));
    const rows = evaluationRows(report, decision);

    const figures = [run.candidates?.[0]?.metrics?.deciding, run.baseline?.metrics.deciding];
    expect(figures).toEqual([expect.any(Number), expect.any(Number)]);
    expect(run.stages.evaluate?.note).toContain(metric === 'macroF2' ? 'macro F2 on' : 'F2 of “positive” on');
    expect(rows.find(({ split }) => split === 'test')).toMatchObject({
      deciding_metric: metric,
      deciding: decision.challenger.metric,
    });
  });

  it('says nothing twice where it decides by accuracy', () => {
    const { report, decision } = decided('accuracy');

    const run = evaluatedRun(aRun({ outcome: 'running' }), report, decision, new Date(NOON));

    expect(run.candidates?.[0]?.metrics).not.toHaveProperty('deciding');
    expect(evaluationRows(report, decision)[0]).toMatchObject({ deciding_metric: 'accuracy' });
  });
});
