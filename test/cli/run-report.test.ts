import { describe, expect, it } from '@jest/globals';
import { runResult } from '../../cli/follow/run-result.ts';
import { runText } from '../../cli/output/run-report.ts';
import { paletteFor } from '../../cli/terminal/palette.ts';
import { aRun, NOON, RUN_ID } from './support/runs.ts';

const palette = paletteFor({ write: () => undefined }, {});

const decision = {
  verdict: 'reject' as const,
  reasons: ['on its own rows it is worse'],
  metric: 'accuracy',
  challenger: 0.8,
  champion: 0.85,
  difference: -0.05,
  interval: [-0.08, -0.02] as [number, number],
  detectableDifference: 0.051,
  suspendUploads: true,
};

const rejected = aRun({
  outcome: 'rejected',
  endedAt: '2026-01-02T12:01:05.000Z',
  dataset: { id: 'd'.repeat(64), version: 3, received: 20, accepted: 15, duplicates: 3, quarantined: 2 },
  candidates: [
    { name: 'unigram', family: 'linear', metrics: { accuracy: 0.81234, macroF1: 0.8 } },
    { name: 'bigram', family: 'linear', reason: 'it ran out of memory' },
  ],
  baseline: { label: 'negative', metrics: { accuracy: 0.52, macroF1: 0.342 } },
  champion: '2',
  decision,
});

describe('the report of a run', () => {
  it('begins with its id and has rows, candidates and the decision with its interval drawn', () => {
    expect(runText(rejected, palette, false, { stages: false })).toBe(
      [
        `run       ${RUN_ID}`,
        'workload  reviews',
        'outcome   rejected: the new model was not released; what was live still is',
        'started   2026-01-02 12:00 UTC',
        'took      1 min 05 s',
        'rows      20 received = 15 accepted + 3 duplicates + 2 quarantined',
        'dataset   dddddddddddd  version 3',
        '',
        'candidate  family    accuracy  macro F1  on validation',
        'unigram    linear       0.812     0.800',
        'bigram     linear           —         —  it ran out of memory',
        'always     negative     0.520     0.342',
        '',
        'reject  accuracy on test 0.800 against 0.850 of package 2: −0.050',
        '  worse ··├────●─────┤···┊················· better   interval [−0.080, −0.020]',
        '  so many rows would have shown a difference of 0.051 in four of five cases',
        '  · on its own rows it is worse',
      ].join('\n'),
    );
  });

  it('has a column for the metric that decides, where that is neither accuracy nor macro F1', () => {
    const run = aRun({
      ...rejected,
      candidates: [
        { name: 'unigram', family: 'linear', metrics: { accuracy: 0.81234, macroF1: 0.8, deciding: 0.7 } },
        { name: 'bigram', family: 'linear', reason: 'it ran out of memory' },
      ],
      baseline: { label: 'negative', metrics: { accuracy: 0.52, macroF1: 0.342 } },
      decision: { ...decision, metric: 'f2:positive' },
    });

    expect(runText(run, palette, false, { stages: false })).toContain(
      [
        'candidate  family    accuracy  macro F1  f2:positive  on validation',
        'unigram    linear       0.812     0.800        0.700',
        'bigram     linear           —         —            —  it ran out of memory',
        'always     negative     0.520     0.342            —',
      ].join('\n'),
    );
  });

  it('tells what the rules found in the trainings', () => {
    const finding = { rule: 'deadClass', action: 'notify' as const, step: 26, message: 'nobody was given the label x' };
    const metrics = { accuracy: 0.8, macroF1: 0.8 };
    const run = aRun({
      outcome: 'deployed',
      candidates: [{ name: 'fine', family: 'transformer', metrics, findings: [finding] }],
    });

    expect(runText(run, palette, false, { stages: false })).toMatch(
      /\n\nfine {2}deadClass at step 26: nobody was given the label x$/,
    );
    expect(runResult(run).candidates).toEqual([expect.objectContaining({ findings: [finding] })]);
  });

  it('shows no candidates of a run that ended before any was trained', () => {
    const skipped = aRun({ outcome: 'skipped', candidates: [{ name: 'unigram', family: 'linear' }] });
    expect(runText(skipped, palette, false, { stages: false })).not.toContain('unigram');
    expect(runResult(skipped).candidates).toEqual([]);
  });

  it('ends with the error object of a run that failed', () => {
    const run = aRun({ outcome: 'failed', error: { code: 'JOB_FAILED', what: 'W.', why: 'Y.', next: 'N.' } });
    expect(runText(run, palette, false, { stages: false })).toMatch(
      /JOB_FAILED {2}W\.\n {2}why {3}Y\.\n {2}next {2}N\.$/,
    );
  });

  it('names the machines that a candidate did not get', () => {
    const left = { jobName: 'j', instanceType: 'ml.g5.xlarge', purchase: 'spot', why: 'waited', said: 'so' } as const;
    const run = aRun({ leftOffers: [{ candidate: 'bigram', ...left }] });

    expect(runText(run, palette, false, { stages: false })).toMatch(/left +bigram: spot ml.g5.xlarge \(waited\)/);
    expect(runResult(run)).toMatchObject({ leftOffers: [{ candidate: 'bigram', why: 'waited' }] });
  });

  it('has under --json the members that scripts rely on', () => {
    expect(runResult(rejected)).toEqual({
      schemaVersion: 1,
      runId: RUN_ID,
      outcome: 'rejected',
      dataset: { id: 'd'.repeat(64), received: 20, accepted: 15, duplicates: 3, quarantined: 2 },
      candidates: [
        { name: 'unigram', family: 'linear', metrics: { accuracy: 0.81234, macroF1: 0.8 } },
        { name: 'bigram', family: 'linear', metrics: null, reason: 'it ran out of memory' },
      ],
      baseline: { label: 'negative', metrics: { accuracy: 0.52, macroF1: 0.342 } },
      champion: '2',
      decision: rejected.decision,
    });
  });

  it('leaves out under --json what the run has not come to', () => {
    expect(runResult(aRun({ startedAt: NOON }))).toEqual({
      schemaVersion: 1,
      runId: RUN_ID,
      outcome: 'running',
      candidates: [],
      champion: null,
    });
  });
});
