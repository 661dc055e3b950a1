import { STAGES } from '../../domain/stages.ts';
import type { CommandFile } from '../command.ts';
import { followContext, withBoard } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { followRun } from '../follow/follow-run.ts';
import { commandLine } from '../invocation.ts';
import { isAscii } from '../output/interval-bar.ts';
import { runReport } from '../output/run-report.ts';
import { timeoutOption } from './timeout-option.ts';

export const runCommand: CommandFile = (program, action) => {
  program
    .command('run')
    .description('Show one run: its stages, rows, candidates and decision')
    .argument('<id>', 'run id, as `runs` lists it')
    .option('--watch', 'follow it until it ends or waits for a person')
    .addOption(timeoutOption())
    .action(
      action(async (context, runId: string, options: { watch?: boolean; timeout: number }) => {
        const connection = await connect(context.settings);
        let run = await findRun(connection, runId);
        if (options.watch && run.outcome === 'running') {
          const again = commandLine(`run ${runId} --watch`, connection.environment);
          run = await withBoard(
            context,
            STAGES.filter((stage) => stage !== 'admit'),
            (board) =>
              followRun(followContext(context, connection.records, board, options.timeout), run.workload, runId, again),
          );
        }
        return runReport(run, connection, context.terminal.palette, isAscii(context.variables), {
          stages: !options.watch,
        });
      }),
    );
};
