import type { CommandFile } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { EXIT } from '../failure/exit-code.ts';
import { commandLine } from '../invocation.ts';
import { statusText } from '../status/status-text.ts';
import { statusOf, type WorkloadStatus } from '../status/workload-status.ts';

/** What mends a contradiction comes first, then what goes on, then what one does with a live model. */
function nextOf(statuses: readonly WorkloadStatus[], environment: string): string {
  const [mismatch] = statuses.flatMap(({ mismatches }) => mismatches);
  if (mismatch) return mismatch.next;
  const [active] = statuses.flatMap(({ activeRuns }) => activeRuns);
  if (active) return commandLine(`run ${active.runId} --watch`, environment);
  const [first] = statuses;
  const name = first?.workload ?? '<workload>';
  return commandLine(first?.live ? `predict ${name} "a text"` : `upload ${name} <file> --wait`, environment);
}

export const statusCommand: CommandFile = (program, action) => {
  program
    .command('status')
    .description('What is live per workload, since when and why; what runs and what waits; what contradicts itself')
    .option('--check', 'end with exit code 4 when registry, endpoint and records contradict each other')
    .action(
      action(async ({ settings, terminal }, options: { check?: boolean }) => {
        const connection = await connect(settings);
        const { environment, platform } = connection;
        const workloads = await Promise.all(platform.workloads.map((workload) => statusOf(connection, workload)));
        const isConsistent = workloads.every(({ consistent }) => consistent);
        return {
          json: { schemaVersion: 1, environment, apiUrl: platform.apiUrl, workloads },
          text: workloads.map((one) => statusText(one, terminal.palette)).join('\n\n'),
          look: [platform.apiUrl],
          next: nextOf(workloads, environment),
          ...(options.check && !isConsistent && { exitCode: EXIT.differences }),
        };
      }),
    );
};
