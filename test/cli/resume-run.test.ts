import { describe, expect, it } from '@jest/globals';
import { type ResumePorts, resumeRun } from '../../cli/follow/resume-run.ts';
import { runError } from '../../domain/conclude/run-error.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import { aRun, NOON, RUN_ID } from './support/runs.ts';

const failed = aRun({ outcome: 'failed', endedAt: NOON, error: runError('JOB_FAILED', 'what', 'why') });

/** A platform that takes the run up again after a few looks, or ends its execution with an error. */
function world(seen: { lease?: Partial<LeaseRecord>; ends?: ErrorCode }) {
  const asked: unknown[] = [];
  let looks = 0;
  const ports: ResumePorts = {
    environment: 'local',
    admit: {
      ask: async (command) => {
        asked.push(command);
        return { command: 'start', workload: 'reviews', executionArn: 'arn:execution' };
      },
    },
    executions: {
      describe: async () =>
        seen.ends === undefined
          ? { status: 'RUNNING', error: undefined, cause: undefined }
          : { status: 'FAILED', error: seen.ends, cause: 'what it said' },
    },
    records: {
      lease: async () =>
        seen.lease && { workload: 'reviews', record: 'lease', fencingToken: 1, rerunRequested: false, ...seen.lease },
      run: async () => {
        looks += 1;
        const isResumed = looks > 2 && seen.ends === undefined;
        return isResumed ? aRun({ resumptions: 1, resumptionTimes: [NOON] }) : failed;
      },
    },
  };
  const follow = {
    clock: { now: () => new Date('2026-01-02T12:10:00Z'), wait: async () => undefined },
    signal: new AbortController().signal,
    limitSeconds: 60,
  };
  return { asked, resume: (run: RunRecord = failed) => resumeRun(follow, ports, run) };
}

describe('a person who resumes a run', () => {
  it('gets it as soon as it is under way again', async () => {
    const { asked, resume } = world({});

    expect(await resume()).toMatchObject({ outcome: 'running', resumptions: 1 });
    expect(asked).toMatchObject([{ command: 'start', workload: 'reviews', resume: RUN_ID }]);
  });

  it.each([
    [aRun({ outcome: 'running' }), '--watch'],
    [aRun({ outcome: 'awaiting-approval' }), 'approve'],
    [aRun({ outcome: 'rejected' }), 'start reviews --force'],
    [aRun({ outcome: 'deployed' }), 'start reviews --force'],
  ])('hears of one that did not fail what to do instead (%#)', async (run, next) => {
    const { asked, resume } = world({});

    await expect(resume(run)).rejects.toMatchObject({ code: 'RUN_NOT_RESUMABLE', next: expect.stringContaining(next) });
    expect(asked).toEqual([]);
  });

  it('hears who holds the lease, and since when, and is not queued', async () => {
    const lease = { holder: 'arn:other', runId: 'bbbbbbbbbbbb-1', acquiredAt: '2026-01-02T12:03:00Z' };
    const { asked, resume } = world({ lease });

    await expect(resume()).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: 'Run bbbbbbbbbbbb-1 of reviews goes on, for 7 min; one runs at a time.',
    });
    expect(asked).toEqual([]);
  });

  it('hears why it was not taken up when somebody else was faster', async () => {
    await expect(world({ ends: 'LEASE_HELD' }).resume()).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: 'what it said',
    });
  });
});
