import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { Experiment } from '../../domain/experiment/experiment.ts';
import { STAGES } from '../../domain/stages.ts';
import type { TuningReport } from '../../domain/tune/report.ts';
import { type CommandContext, type CommandFile, type CommandResult, followContext, withBoard } from '../command.ts';
import { type Connection, connect } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { followRun } from '../follow/follow-run.ts';
import { resumeRun } from '../follow/resume-run.ts';
import { commandLine } from '../invocation.ts';
import { isAscii } from '../output/interval-bar.ts';
import { lineageText } from '../output/lineage-text.ts';
import { runReport } from '../output/run-report.ts';
import { trialsCsv, trialsText } from '../output/trials-text.ts';
import { downloadReport } from '../reports/download.ts';
import { requireExperiment } from '../reports/experiment.ts';
import { readTrials } from '../reports/trials.ts';
import { writeCsv } from '../reports/write-csv.ts';
import type { Palette } from '../terminal/palette.ts';
import { timeoutOption } from './timeout-option.ts';

interface RunOptions {
  readonly watch?: boolean;
  readonly resume?: boolean;
  readonly overBudget?: boolean;
  readonly report?: string;
  readonly trials?: string;
  readonly lineage?: boolean;
  readonly timeout: number;
}

export const runCommand: CommandFile = (program, action) => {
  program
    .command('run')
    .description('Show one run: its stages, rows, candidates and decision')
    .argument('<id>', 'run id, as `runs` lists it')
    .option('--watch', 'follow it until it ends or waits for a person')
    .option('--resume', 'take it up where it failed; what is done already is not done again')
    .option('--over-budget', "with --resume: also when the day's budget is spent; the run's record says so")
    .option('--report <folder>', 'download its HTML report')
    .option('--lineage', 'show where its model came from and went to, from the uploads to the endpoint')
    .option('--trials <file>', 'write every trial of its tuning job to a CSV file')
    .addOption(timeoutOption())
    .action(
      action(async (context, runId: string, options: RunOptions) => {
        const connection = await connect(context.settings);
        const found = await findRun(connection, runId);
        const taken = options.resume ? await resume(context, connection, found, options) : found;
        const run = options.watch ? await watch(context, connection, taken, options.timeout) : taken;
        const { palette } = context.terminal;
        const shown = runReport(run, connection, palette, isAscii(context.variables), { stages: !options.watch });
        const tuning = await readTrials(connection, run);
        if (options.trials !== undefined)
          await writeCsv(options.trials, trialsCsv(requireTrials(connection, run, tuning)));
        const tuned =
          tuning === undefined
            ? shown
            : {
                ...shown,
                json: { ...shown.json, tuning },
                text: `${shown.text}\n\n${trialsText(tuning, palette)}`,
              };
        const result = options.lineage ? withLineage(tuned, await requireExperiment(connection, run), palette) : tuned;
        const report = options.report === undefined ? undefined : await requireReport(connection, run, options.report);
        return report === undefined ? result : { ...result, json: { ...result.json, report }, look: [report] };
      }),
    );
};

const resume = (
  context: CommandContext,
  connection: Connection,
  run: RunRecord,
  { timeout, overBudget }: RunOptions,
): Promise<RunRecord> =>
  withBoard(context, ['lease'], (board) =>
    resumeRun(followContext(context, connection.records, board, timeout), connection, run, overBudget),
  );

/** Follows a run to its end, or to where it waits for a person who has not decided yet. */
async function watch(
  context: CommandContext,
  connection: Connection,
  { workload, runId, outcome, packageArn }: RunRecord,
  timeoutSeconds: number,
): Promise<RunRecord> {
  const { environment, records, registry } = connection;
  const waits = outcome === 'awaiting-approval' && packageArn !== undefined;
  const isDecided = waits && (await registry.describe(packageArn)).approval !== 'PendingManualApproval';
  const again = commandLine(`run ${runId} --watch`, environment);
  return withBoard(
    context,
    STAGES.filter((stage) => stage !== 'admit'),
    (board) =>
      followRun(
        followContext(context, records, board, timeoutSeconds),
        workload,
        runId,
        again,
        (run) => run.outcome !== 'running' && !(isDecided && run.outcome === 'awaiting-approval'),
      ),
  );
}

const withLineage = (result: CommandResult, experiment: Experiment, palette: Palette): CommandResult => ({
  ...result,
  json: { ...result.json, lineage: experiment.lineage, documents: experiment.documents },
  text: `${result.text}\n\n${lineageText(experiment, palette)}`,
});

function requireTrials(connection: Connection, run: RunRecord, tuning: TuningReport | undefined): TuningReport {
  if (tuning !== undefined) return tuning;
  throw new PlatformError('FILE_NOT_FOUND', `Run ${run.runId} has no trials.`, {
    next: `See how far it came: \`${commandLine(`run ${run.runId}`, connection.environment)}\`.`,
    details: { why: 'No candidate of it has ranges, or its tuning job has not ended yet.' },
  });
}

async function requireReport(connection: Connection, run: RunRecord, folder: string): Promise<string> {
  const report = await downloadReport(connection, run, folder);
  if (report !== undefined) return report;
  throw new PlatformError('FILE_NOT_FOUND', `Run ${run.runId} has no report.`, {
    next: `See how far it came: \`${commandLine(`run ${run.runId}`, connection.environment)}\`.`,
    details: { why: 'A report is written by the evaluation, which this run has not come to.' },
  });
}
