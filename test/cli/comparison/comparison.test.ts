import { describe, expect, it } from '@jest/globals';
import type { ComparedRun } from '../../../cli/comparison/compared-run.ts';
import { comparisonPage } from '../../../cli/comparison/html/page.ts';
import { comparisonJson } from '../../../cli/comparison/json.ts';
import { comparisonText } from '../../../cli/comparison/text.ts';
import { paletteFor } from '../../../cli/terminal/palette.ts';
import { compare } from '../../../domain/experiment/compare.ts';
import { aCandidate, anExperiment } from '../../domain/experiment/experiments.ts';

const plain = paletteFor({ write: () => undefined }, {});
const first = anExperiment();
const second = anExperiment({
  runId: 'bbbbbbbbbbbb-1',
  outcome: 'rejected',
  endedAt: '2026-11-21T12:07:30.000Z',
  candidates: [aCandidate('unigram'), aCandidate('<script>', { parameters: { C: 8 } })],
  decision: {
    verdict: 'reject',
    reasons: ['no better'],
    metric: 'accuracy',
    challenger: 0.5,
    champion: 0.51,
    difference: -0.01,
    interval: [-0.05, 0.03],
  },
});
const trainings: ComparedRun['trainings'] = [
  {
    candidate: 'unigram',
    training: {
      status: 'read',
      trainLoss: [
        { step: 1, loss: 0.9 },
        { step: 20, loss: 0.4 },
      ],
      validation: [{ step: 20, loss: 0.5, accuracy: 0.8 }],
      findings: [],
    },
  },
];
const runs: ComparedRun[] = [
  { experiment: first, trainings },
  { experiment: second, trainings },
];
const comparison = compare([first, second]);

describe('a comparison of runs', () => {
  it('shows in text how they ended, what differs, and what they measured', () => {
    const text = comparisonText([first, second], comparison, plain);

    expect(text).toMatch(/^run +3fa9c1d2e4b5-1 +bbbbbbbbbbbb-1$/m);
    expect(text).toMatch(/^outcome +deployed +rejected$/m);
    expect(text).toMatch(/^took +5 min 00 s +7 min 30 s$/m);
    expect(text).toMatch(/^candidates +unigram, bigram +unigram, <script>$/m);
    expect(text).toMatch(/^bigram on validation[^\n]*\n(.*\n)*accuracy +0\.800 +—$/m);
    expect(text).toMatch(/^difference +\+0\.320 +−0\.010$/m);
    expect(text).toMatch(/^interval +\[\+0\.200, \+0\.400\] +\[−0\.050, \+0\.030\]$/m);
  });

  it('says so when nothing differs', () => {
    expect(comparisonText([first, first], compare([first, first]), plain)).toContain(
      'Nothing that they were given differs.',
    );
  });

  it('has every figure under --json, with values in the order of the runs', () => {
    const json = comparisonJson(runs, comparison, 'report.html');

    expect(json.runs.map(({ runId, seconds }) => [runId, seconds])).toEqual([
      ['3fa9c1d2e4b5-1', 300],
      ['bbbbbbbbbbbb-1', 450],
    ]);
    expect(json.differences).toContainEqual({ name: 'candidates', values: ['unigram, bigram', 'unigram, <script>'] });
    expect(json.validation[0]?.figures).toContainEqual({ metric: 'deciding', values: [0.8, 0.8] });
  });

  it('is one page with curves, decisions and figures that fetches nothing and runs nothing', () => {
    const page = comparisonPage(runs, comparison);

    expect(page).toContain('Learning curves of unigram');
    expect(page.match(/<polyline/g)).toHaveLength(4);
    expect(page.match(/class="interval"/g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|src=|url\(|https?:/);
    expect(page).toContain('&lt;script&gt;');
  });
});
