import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { endpointName } from '../../domain/names.ts';
import type { Released } from '../../domain/rollout/release-record.ts';
import type { EndpointState } from '../adapters/endpoints.ts';
import type { CommandFile } from '../command.ts';
import { type Connection, connect } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { moment } from '../output/numbers.ts';
import { renderFacts } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';

interface WorkloadStatus {
  readonly workload: string;
  readonly live: (Released & { readonly datasetId: string | undefined }) | null;
  readonly previous: Released | null;
  readonly endpoint: EndpointState | null;
  /** False when the endpoint serves another configuration than the release says. */
  readonly consistent: boolean;
  readonly activeRuns: readonly Pick<RunRecord, 'runId' | 'outcome' | 'startedAt'>[];
  readonly pendingUploads: readonly string[];
  readonly suspendedUploads: readonly string[];
}

async function statusOf({ environment, records, endpoints }: Connection, workload: string): Promise<WorkloadStatus> {
  const [release, endpoint, runs, uploads] = await Promise.all([
    records.release(workload),
    endpoints.describe(endpointName(environment, workload)),
    records.runs(workload),
    records.uploads(workload),
  ]);
  const datasetId = runs.find(({ runId }) => runId === release?.live.runId)?.dataset?.id;
  const idsWith = (wanted: string): string[] =>
    uploads.filter(({ status }) => status === wanted).map(({ uploadId }) => uploadId);
  return {
    workload,
    live: release ? { ...release.live, datasetId } : null,
    previous: release?.previous ?? null,
    endpoint: endpoint ?? null,
    consistent: endpoint?.configuration === release?.live.endpointConfigName,
    activeRuns: runs
      .filter(({ outcome }) => outcome === 'running' || outcome === 'awaiting-approval')
      .map(({ runId, outcome, startedAt }) => ({ runId, outcome, startedAt })),
    pendingUploads: idsWith('received'),
    suspendedUploads: idsWith('suspended'),
  };
}

const listed = (ids: readonly string[]): string | undefined => (ids.length > 0 ? ids.join(', ') : undefined);

function statusText(status: WorkloadStatus, palette: Palette): string {
  const { workload, live, previous, endpoint, consistent, activeRuns, pendingUploads, suspendedUploads } = status;
  const health = endpoint
    ? `${endpoint.status === 'InService' ? palette.green(endpoint.status) : palette.yellow(endpoint.status)}  ${endpoint.name}`
    : 'none';
  const mismatch = `serves ${endpoint?.configuration ?? 'nothing'}, the release says ${live?.endpointConfigName ?? 'nothing'}`;
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
      ['mismatch', consistent ? undefined : palette.red(mismatch)],
      ['running', listed(activeRuns.map(({ runId, outcome }) => `${runId} (${outcome})`))],
      ['pending', listed(pendingUploads)],
      ['suspended', listed(suspendedUploads)],
    ],
    palette,
  );
}

function nextOf(statuses: readonly WorkloadStatus[], environment: string): string {
  const [active] = statuses.flatMap(({ activeRuns }) => activeRuns);
  if (active) return commandLine(`run ${active.runId} --watch`, environment);
  const [first] = statuses;
  const name = first?.workload ?? '<workload>';
  return commandLine(first?.live ? `predict ${name} "a text"` : `upload ${name} <file> --wait`, environment);
}

export const statusCommand: CommandFile = (program, action) => {
  program
    .command('status')
    .description('What is live per workload, since when and why; what runs and what waits')
    .action(
      action(async ({ settings, terminal }) => {
        const connection = await connect(settings);
        const { environment, platform } = connection;
        const workloads = await Promise.all(platform.workloads.map((workload) => statusOf(connection, workload)));
        return {
          json: { schemaVersion: 1, environment, apiUrl: platform.apiUrl, workloads },
          text: workloads.map((one) => statusText(one, terminal.palette)).join('\n\n'),
          look: [platform.apiUrl],
          next: nextOf(workloads, environment),
        };
      }),
    );
};
