import { lockText } from '../output/lock.ts';
import { moment } from '../output/numbers.ts';
import { renderFacts } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';
import type { WorkloadStatus } from './workload-status.ts';

const listed = (ids: readonly string[]): string | undefined => (ids.length > 0 ? ids.join(', ') : undefined);

export function statusText(status: WorkloadStatus, palette: Palette): string {
  const { workload, live, previous, endpoint, activeRuns, pendingUploads, suspendedUploads } = status;
  const health = endpoint
    ? `${endpoint.status === 'InService' ? palette.green(endpoint.status) : palette.yellow(endpoint.status)}  ${endpoint.name}`
    : 'none';
  return renderFacts(
    [
      ['workload', palette.bold(workload)],
      [
        'live',
        live ? `package ${live.packageVersion} since ${moment(live.releasedAt)} (${live.reason})` : 'no model yet',
      ],
      ['run', live?.runId],
      ['dataset', live?.datasetId?.slice(0, 12)],
      ['before', previous ? `package ${previous.packageVersion}` : undefined],
      ['endpoint', endpoint?.failureReason ? `${health}  ${palette.red(endpoint.failureReason)}` : health],
      ...status.mismatches.flatMap(({ between, what, next }): [string, string][] => [
        ['mismatch', palette.red(`${between.join(' and ')}: ${what}`)],
        ['', palette.dim(`mend it: ${next}`)],
      ]),
      ...status.rollouts.map(({ state, reason, packageVersion, by, askedAt }): [string, string] => [
        'rollout',
        `${state === 'acts' ? 'brings' : 'waits to bring'} package ${packageVersion} (${reason} by ${by}, ${moment(askedAt)})`,
      ]),
      ['running', listed(activeRuns.map(({ runId, outcome }) => `${runId} (${outcome})`))],
      ['lock', status.lock === null ? undefined : lockText(status.lock)],
      ['pending', listed(pendingUploads)],
      ['suspended', listed(suspendedUploads)],
    ],
    palette,
  );
}
