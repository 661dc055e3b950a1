import { type CommandFile, withBoard } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { requireFiles, storeFiles } from '../follow/store-files.ts';
import { uploadAndFollow } from '../follow/upload-and-follow.ts';
import { commandLine } from '../invocation.ts';
import { isAscii } from '../output/interval-bar.ts';
import { count } from '../output/numbers.ts';
import { runReport } from '../output/run-report.ts';
import { renderTable } from '../output/table.ts';
import { timeoutOption } from './timeout-option.ts';

export const uploadCommand: CommandFile = (program, action) => {
  program
    .command('upload')
    .description('Upload labelled text: CSV, TSV, JSON Lines or Parquet, also gzipped')
    .argument('<workload>')
    .argument('<file...>')
    .option('--wait', 'follow the run that reads it until it ends or waits for a person')
    .addOption(timeoutOption())
    .action(
      action(async (context, workload: string, files: string[], options: { wait?: boolean; timeout: number }) => {
        const { settings, terminal } = context;
        await requireFiles(files);
        const connection = await connect(settings);
        requireWorkload(connection, workload);
        const { environment, platform } = connection;

        if (!options.wait) {
          const uploads = await withBoard(context, [], (board) =>
            storeFiles(connection, workload, files, board, context.signal),
          );
          return {
            json: { schemaVersion: 1, uploads },
            text: renderTable(
              [{ title: 'upload' }, { title: 'bytes', align: 'right' }, { title: 'file' }],
              uploads.map(({ uploadId, sizeBytes, file }) => [uploadId, count(sizeBytes), file]),
              terminal.palette,
            ),
            look: uploads.map(({ key }) => `s3://${platform.rawBucket}/${key}`),
            next: commandLine(`runs ${workload}`, environment),
          };
        }

        const run = await uploadAndFollow(context, connection, workload, files, options.timeout);
        return runReport(run, connection, terminal.palette, isAscii(context.variables), { stages: false });
      }),
    );
};
