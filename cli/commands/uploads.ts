import type { AdmitCommand } from '../../domain/admit/messages.ts';
import type { Action, CommandFile, CommandResult } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { clip } from '../output/clip.ts';
import { count, moment } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';

const COLUMNS = [
  { title: 'upload' },
  { title: 'status' },
  { title: 'received' },
  { title: 'bytes', align: 'right' },
  { title: 'again', align: 'right' },
  { title: 'run' },
  { title: 'object' },
  { title: 'reason' },
] as const;

type Decision = Extract<AdmitCommand, { command: 'release' | 'exclude' }>['command'];

const MEANING: Record<Decision, string> = {
  release: 'Every later dataset has it, whatever the gate said; a run reads it within minutes.',
  exclude: 'No later dataset has it.',
};

/** `release` and `exclude` differ only in the word that the admit function gets. */
const decide = (decision: Decision, action: Action) =>
  action(
    async ({ settings }, workload: string, uploadId: string, options: { reason?: string }): Promise<CommandResult> => {
      const connection = await connect(settings);
      requireWorkload(connection, workload);
      const answer = await connection.admit.ask({
        command: decision,
        workload,
        uploadId,
        ...(options.reason !== undefined && { reason: options.reason }),
      });
      return {
        json: { schemaVersion: 1, ...answer },
        text: `upload ${uploadId}: ${'status' in answer ? answer.status : decision}. ${MEANING[decision]}`,
        next: commandLine(
          decision === 'release' ? `runs ${workload}` : `uploads list ${workload}`,
          connection.environment,
        ),
      };
    },
  );

export const uploadsCommand: CommandFile = (program, action) => {
  const uploads = program.command('uploads').description('What was uploaded, and what became of it');
  uploads
    .command('list')
    .description('List uploads, newest first, with their status')
    .argument('<workload>')
    .action(
      action(async ({ settings, terminal }, workload: string) => {
        const connection = await connect(settings);
        requireWorkload(connection, workload);
        const found = await connection.records.uploads(workload);
        const suspended = found.find(({ status }) => status === 'suspended');
        const rows = found.map(({ uploadId, status, receivedAt, sizeBytes, duplicates, runId, key, reason }) => [
          uploadId,
          status,
          moment(receivedAt),
          count(sizeBytes),
          duplicates === undefined ? '' : count(duplicates),
          runId ?? '',
          key,
          clip(reason ?? '', 80),
        ]);
        return {
          json: { schemaVersion: 1, uploads: found },
          text: found.length > 0 ? renderTable(COLUMNS, rows, terminal.palette) : `No upload of ${workload} yet.`,
          next: commandLine(
            suspended ? `uploads exclude ${workload} ${suspended.uploadId}` : `upload ${workload} <file> --wait`,
            connection.environment,
          ),
        };
      }),
    );
  uploads
    .command('release')
    .description('Let a suspended upload join the next dataset after all')
    .argument('<workload>')
    .argument('<upload>', 'upload id')
    .option('--reason <text>', 'kept with the upload')
    .action(decide('release', action));
  uploads
    .command('exclude')
    .description('Keep an upload out of every later dataset')
    .argument('<workload>')
    .argument('<upload>', 'upload id')
    .option('--reason <text>', 'kept with the upload')
    .action(decide('exclude', action));
};
