import type { RunOutcome, RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { PredictionAnswer } from '../../domain/predict/messages.ts';
import type { CommandContext } from '../command.ts';
import { predictionTable } from '../commands/predict.ts';
import type { Connection } from '../connection/connect.ts';
import { uploadAndFollow } from '../follow/upload-and-follow.ts';
import { isAscii } from '../output/interval-bar.ts';
import { runText } from '../output/run-report.ts';
import { downloadReport } from '../reports/download.ts';
import type { Narrator } from './narrator.ts';

export const WORKLOAD = 'reviews';
const TEXTS = [
  'Absolutely wonderful: great food, and the staff could not have been nicer.',
  'It broke after two days and nobody answered my letters. A waste of money.',
];
const TIMEOUT_SECONDS = 600;

export interface Stage {
  readonly context: CommandContext;
  readonly connection: Connection;
  readonly narrator: Narrator;
  readonly reportsFolder: string;
}

export interface UploadAct {
  readonly run: RunRecord;
  readonly report: string | undefined;
}

/** Uploads a file, shows its run and what came of it. Throws when the run ended in a way that the demo does not expect. */
export async function uploadAct(
  { context, connection, narrator, reportsFolder }: Stage,
  file: string,
  expected: readonly RunOutcome[],
): Promise<UploadAct> {
  const run = await uploadAndFollow(context, connection, WORKLOAD, [file], TIMEOUT_SECONDS);
  narrator.show(`\n${runText(run, context.terminal.sidePalette, isAscii(context.variables), { stages: false })}`);
  if (!expected.includes(run.outcome)) {
    throw new PlatformError(
      run.error?.code ?? 'UNEXPECTED',
      `Run ${run.runId} ended as ${run.outcome}, not as ${expected.join(' or ')}.`,
      { details: { why: run.error?.what }, ...(run.error && { next: run.error.next }) },
    );
  }
  return { run, report: await downloadReport(connection, run, reportsFolder) };
}

/** Asks the live model about two texts, through the API's URL and with its key. */
export async function predictAct({ context, connection, narrator }: Stage): Promise<PredictionAnswer> {
  const api = await connection.predictionApi();
  const answer = await api.predict(WORKLOAD, TEXTS);
  const table = predictionTable(TEXTS, answer, context.terminal.sidePalette);
  narrator.show(`POST ${api.url(WORKLOAD)}\n\n${table}\n\npackage ${answer.model.package}`);
  return answer;
}
