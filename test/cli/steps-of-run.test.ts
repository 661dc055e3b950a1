import { describe, expect, it } from '@jest/globals';
import { stepsOfRun } from '../../cli/follow/steps-of-run.ts';
import { aRun, NOON } from './support/runs.ts';

const later = (seconds: number): string => new Date(Date.parse(NOON) + seconds * 1000).toISOString();

describe('the steps of a run', () => {
  it('come in the order of the stages, whatever the order of the marks', () => {
    const run = aRun({
      stages: {
        train: { stage: 'train', status: 'running', startedAt: later(5) },
        lease: { stage: 'lease', status: 'done', startedAt: NOON, endedAt: later(1) },
        prepare: { stage: 'prepare', status: 'done', startedAt: later(1), endedAt: later(4), note: '20 rows' },
      },
    });
    expect(stepsOfRun(run, new Date(later(8)))).toEqual([
      { name: 'lease', status: 'done', elapsedMs: 1_000 },
      { name: 'prepare', status: 'done', elapsedMs: 3_000, note: '20 rows' },
      { name: 'train', status: 'running', elapsedMs: 3_000 },
    ]);
  });

  it('show the reason of a failure at the stage that failed', () => {
    const run = aRun({
      outcome: 'failed',
      endedAt: later(9),
      error: { code: 'ALL_CANDIDATES_FAILED', what: 'no candidate was trained', why: 'w', next: 'n' },
      stages: { train: { stage: 'train', status: 'failed', startedAt: later(5), endedAt: later(9) } },
    });
    expect(stepsOfRun(run, new Date(later(60)))).toEqual([
      { name: 'train', status: 'failed', elapsedMs: 4_000, note: 'ALL_CANDIDATES_FAILED: no candidate was trained' },
    ]);
  });

  it('take a stage that was left running by a killed run as the one that failed', () => {
    const run = aRun({
      outcome: 'failed',
      endedAt: later(30),
      error: { code: 'RUN_ABORTED', what: 'it was stopped', why: 'w', next: 'n' },
      stages: { evaluate: { stage: 'evaluate', status: 'running', startedAt: later(10) } },
    });
    expect(stepsOfRun(run, new Date(later(60)))).toMatchObject([
      { name: 'evaluate', status: 'failed', elapsedMs: 20_000 },
    ]);
  });

  it('fall back on the facts of the run where a mark has no note', () => {
    const run = aRun({
      dataset: { received: 2_000, accepted: 1_990, duplicates: 4, quarantined: 6 },
      candidates: [
        { name: 'unigram', family: 'linear', metrics: { accuracy: 0.8, macroF1: 0.79 } },
        { name: 'bigram', family: 'linear', reason: 'out of memory' },
      ],
      stages: {
        prepare: { stage: 'prepare', status: 'done', startedAt: NOON, endedAt: NOON },
        train: { stage: 'train', status: 'done', startedAt: NOON, endedAt: NOON },
        evaluate: { stage: 'evaluate', status: 'done', startedAt: NOON, endedAt: NOON },
      },
    });
    expect(stepsOfRun(run, new Date(NOON)).map(({ note }) => note)).toEqual([
      '1,990 of 2,000 rows accepted',
      'unigram, bigram failed',
      'unigram 0.800',
    ]);
  });
});
