import { lastBeginning } from '../../domain/conclude/run-record.ts';
import { dollarsOf } from '../../domain/cost/usage.ts';
import type { CommandFile } from '../command.ts';
import { MOST_RUNS } from '../comparison/choose-runs.ts';
import { compareRuns } from '../comparison/compare-runs.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { dollarsText } from '../output/cost.ts';
import { count, duration, moment, signed } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';
import { wholeNumber } from './timeout-option.ts';

interface RunsOptions {
  readonly limit: number;
  /** `true` without any. */
  readonly compare?: true | string[];
  readonly report: string;
}

export const runsCommand: CommandFile = (program, action) => {
  program
    .command('runs')
    .description('List runs, newest first, or compare them')
    .argument('[workload]', 'only of this workload')
    .option('--limit <count>', 'at most so many', wholeNumber, 20)
    .option('--compare [run...]', `compare these runs, or the newest ${MOST_RUNS} of the workload that were evaluated`)
    .option('--report <folder>', 'with --compare: where its HTML report is written', '.')
    .action(
      action(async ({ settings, terminal }, workload: string | undefined, options: RunsOptions) => {
        const connection = await connect(settings);
        const { compare, report } = options;
        if (compare !== undefined) {
          const runIds = compare === true ? [] : compare;
          return compareRuns(connection, { workload, runIds, folder: report }, terminal.palette);
        }
        if (workload !== undefined) requireWorkload(connection, workload);
        const workloads = workload === undefined ? connection.platform.workloads : [workload];
        const all = (await Promise.all(workloads.map((name) => connection.records.runs(name)))).flat();
        const runs = all.sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, options.limit);
        const rows = runs.map((run) => [
          run.runId,
          run.workload,
          run.resumptions === 0 ? run.outcome : `${run.outcome} (resumed)`,
          moment(run.startedAt),
          run.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(lastBeginning(run))) : '',
          run.dataset ? count(run.dataset.accepted) : '',
          run.decision ? signed(run.decision.difference) : '',
          run.packageVersion?.toString() ?? '',
          run.usage ? dollarsText(dollarsOf(run.usage)) : '',
          run.error?.code ?? '',
        ]);
        const columns = [
          { title: 'run' },
          { title: 'workload' },
          { title: 'outcome' },
          { title: 'started' },
          { title: 'took', align: 'right' },
          { title: 'rows', align: 'right' },
          { title: 'gain', align: 'right' },
          { title: 'package', align: 'right' },
          { title: 'cost', align: 'right' },
          { title: '' },
        ] as const;
        const first = runs[0];
        return {
          json: { schemaVersion: 1, runs },
          text: runs.length > 0 ? renderTable(columns, rows, terminal.palette) : 'No run yet.',
          next: first
            ? commandLine(`run ${first.runId}`, connection.environment)
            : commandLine(`upload ${workloads[0] ?? '<workload>'} <file> --wait`, connection.environment),
        };
      }),
    );
};
