import { describe, expect, it } from '@jest/globals';
import { statusText } from '../../cli/status/status-text.ts';
import type { WorkloadStatus } from '../../cli/status/workload-status.ts';
import { paletteFor } from '../../cli/terminal/palette.ts';
import { NOON } from './support/runs.ts';

const PLAIN = paletteFor({ write: () => undefined }, {});
const calm: WorkloadStatus = {
  workload: 'reviews',
  live: null,
  previous: null,
  endpoint: null,
  consistent: true,
  mismatches: [],
  lock: null,
  rollouts: [],
  activeRuns: [],
  pendingUploads: [],
  suspendedUploads: [],
};

describe('the text of a status', () => {
  it('names each contradiction with the command that mends it, and whose turn it is', () => {
    const asked = {
      execution: 'e',
      packageVersion: 3,
      runId: 'r',
      reason: 'rollback',
      by: 'ada',
      askedAt: NOON,
    } as const;
    const text = statusText(
      {
        ...calm,
        consistent: false,
        mismatches: [
          {
            between: ['endpoint', 'release record'],
            what: 'there is no endpoint, but the release record says package 2',
            next: 'npx trainyard rollback reviews --to 2',
          },
        ],
        rollouts: [
          { ...asked, state: 'acts' },
          { ...asked, packageVersion: 4, state: 'waits' },
        ],
      },
      PLAIN,
    );

    expect(text).toContain('endpoint and release record: there is no endpoint, but the release record says package 2');
    expect(text).toContain('mend it: npx trainyard rollback reviews --to 2');
    expect(text).toMatch(/rollout +brings package 3 \(rollback by ada/);
    expect(text).toMatch(/rollout +waits to bring package 4/);
  });

  it('says nothing of contradictions when there are none', () => {
    expect(statusText(calm, PLAIN)).not.toContain('mismatch');
  });
});
