import { describe, expect, it } from '@jest/globals';
import { followRun } from '../../cli/follow/follow-run.ts';
import { followUploads } from '../../cli/follow/follow-uploads.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { anUpload, aRun, NOON, RUN_ID } from './support/runs.ts';
import { following, jumpingClock, recordingBoard, recordsOf } from './support/watch.ts';

describe('following a run', () => {
  it('ends with the run, after showing each stage', async () => {
    let run = aRun();
    const clock = jumpingClock(NOON, (elapsedMs) => {
      const stages: RunRecord['stages'] = { train: { stage: 'train', status: 'running', startedAt: NOON } };
      run = elapsedMs < 2_000 ? aRun({ stages }) : aRun({ outcome: 'deployed', endedAt: NOON, stages });
    });
    const board = recordingBoard();

    const ended = await followRun(
      following(recordsOf({ run: async () => run }), clock, board),
      'reviews',
      RUN_ID,
      'again',
    );

    expect(ended.outcome).toBe('deployed');
    expect(new Set(board.steps.map(({ name, status }) => `${name} ${status}`))).toEqual(
      new Set(['train running', 'train done']),
    );
  });

  it('ends when a person is waited for', async () => {
    const records = recordsOf({ run: async () => aRun({ outcome: 'awaiting-approval' }) });
    const run = await followRun(following(records, jumpingClock(NOON), recordingBoard()), 'reviews', RUN_ID, 'again');
    expect(run.outcome).toBe('awaiting-approval');
  });

  it('refuses a run that does not exist', async () => {
    const context = following(recordsOf({}), jumpingClock(NOON), recordingBoard());
    await expect(followRun(context, 'reviews', RUN_ID, 'again')).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });

  it('detaches on Ctrl-C and names the command that goes on following', async () => {
    const controller = new AbortController();
    const clock = jumpingClock(NOON, () => controller.abort());
    const context = following(recordsOf({ run: async () => aRun() }), clock, recordingBoard(), controller.signal);
    await expect(followRun(context, 'reviews', RUN_ID, 'the same command')).rejects.toMatchObject({
      code: 'INTERRUPTED',
      next: 'the same command',
    });
  });

  it('does not wait for ever', async () => {
    const context = following(recordsOf({ run: async () => aRun() }), jumpingClock(NOON), recordingBoard());
    await expect(followRun(context, 'reviews', RUN_ID, 'again')).rejects.toMatchObject({ code: 'WAIT_TIMED_OUT' });
  });
});

describe('following uploads', () => {
  const ended = aRun({ outcome: 'deployed', uploadIds: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] });

  it('does not wait here for a budget that opens on another day', async () => {
    const refusal = {
      day: '2026-01-02',
      at: NOON,
      what: 'reviews has used up its budget.',
      why: '1 of 1 runs a day',
      executionArn: 'e',
      count: 1,
    };
    const records = recordsOf({
      uploads: async () => [anUpload('aaaaaaaaaaaa')],
      brakes: async () => ({ workload: 'reviews', record: 'brakes', refusal }),
    });
    const context = following(records, jumpingClock(NOON), recordingBoard());

    await expect(followUploads(context, 'reviews', ['aaaaaaaaaaaa'], 'local')).rejects.toMatchObject({
      code: 'BUDGET_SPENT',
      details: { why: '1 of 1 runs a day' },
    });
  });

  it('waits for the one run that has read all of them', async () => {
    const onlyFirst = aRun({ runId: '000000000000-1', outcome: 'deployed', uploadIds: ['aaaaaaaaaaaa'] });
    let runs = [onlyFirst];
    const clock = jumpingClock(NOON, (elapsedMs) => {
      if (elapsedMs > 3_000) runs = [ended, onlyFirst];
    });
    const records = recordsOf({
      uploads: async () => [anUpload('aaaaaaaaaaaa'), anUpload('bbbbbbbbbbbb')],
      runs: async () => runs,
      run: async () => ended,
    });

    const run = await followUploads(
      following(records, clock, recordingBoard()),
      'reviews',
      ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
      'local',
    );

    expect(run.runId).toBe(RUN_ID);
  });

  it('ends with the newest run when a file was set aside after a run of its own', async () => {
    const first = aRun({ runId: '000000000000-1', outcome: 'failed', uploadIds: ['aaaaaaaaaaaa'] });
    const second = aRun({ outcome: 'failed', uploadIds: ['bbbbbbbbbbbb'] });
    const records = recordsOf({
      uploads: async () => [anUpload('aaaaaaaaaaaa', { status: 'unreadable' }), anUpload('bbbbbbbbbbbb')],
      runs: async () => [second, first],
      run: async () => second,
    });
    const context = following(records, jumpingClock(NOON), recordingBoard());

    const run = await followUploads(context, 'reviews', ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'], 'local');

    expect(run.runId).toBe(RUN_ID);
  });

  it('takes the run over a later version of the same object for its own', async () => {
    const key = 'reviews/same.csv';
    const records = recordsOf({
      uploads: async () => [
        anUpload('cccccccccccc', { key }),
        anUpload('aaaaaaaaaaaa', { key, receivedAt: '2026-01-02T12:00:09.000Z' }),
      ],
      runs: async () => [ended],
      run: async () => ended,
    });
    const run = await followUploads(
      following(records, jumpingClock(NOON), recordingBoard()),
      'reviews',
      ['cccccccccccc'],
      'local',
    );
    expect(run.runId).toBe(RUN_ID);
  });

  it('says which run goes first while another one holds the lease', async () => {
    let runs: RunRecord[] = [];
    const clock = jumpingClock(NOON, (elapsedMs) => {
      if (elapsedMs > 3_000) runs = [ended];
    });
    const records = recordsOf({
      uploads: async () => [anUpload('aaaaaaaaaaaa')],
      runs: async () => runs,
      run: async () => ended,
      lease: async () => ({
        workload: 'reviews',
        record: 'lease',
        holder: 'arn',
        runId: 'ffffffffffff-1',
        fencingToken: 1,
        rerunRequested: true,
      }),
    });
    const board = recordingBoard();

    await followUploads(following(records, clock, board), 'reviews', ['aaaaaaaaaaaa'], 'local');

    expect(board.steps.map(({ note }) => note)).toContain('recorded; run ffffffffffff-1 goes first');
  });

  it('reports an upload whose event never came', async () => {
    const context = following(recordsOf({}), jumpingClock(NOON), recordingBoard());
    await expect(followUploads(context, 'reviews', ['aaaaaaaaaaaa'], 'local')).rejects.toMatchObject({
      code: 'AWS_FAILED',
    });
  });
});
