import { PlatformError } from '../../domain/errors.ts';
import { lakeKey } from '../../domain/names.ts';
import { type QuarantinedRow, quarantinedRowSchema } from '../../domain/prepare/manifest.ts';
import type { CommandFile } from '../command.ts';
import { type Connection, connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { clip } from '../output/clip.ts';
import { csvOf } from '../output/csv.ts';
import { count, plural } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';
import { writeCsv } from '../reports/write-csv.ts';
import { wholeNumber } from './timeout-option.ts';

async function rowsOf({ objects, platform }: Connection, key: string): Promise<QuarantinedRow[]> {
  const content = await objects.read(platform.lakeBucket, key);
  const lines = (content ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => quarantinedRowSchema.parse(JSON.parse(line)));
}

async function requireUpload({ records, environment }: Connection, workload: string, uploadId: string): Promise<void> {
  if (await records.upload(workload, uploadId)) return;
  throw new PlatformError('UPLOAD_UNKNOWN', `${workload} has no upload ${uploadId}.`, {
    next: `Use an id that \`${commandLine(`uploads list ${workload}`, environment)}\` shows.`,
  });
}

function reasonsOf(rows: readonly QuarantinedRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

const CSV_HEADER = ['upload', 'line', 'reason', 'detail', 'row'];

/** Writes the rows for a spreadsheet. What lies in the lake stays as it was uploaded. */
async function exportRows(path: string, rows: readonly QuarantinedRow[]): Promise<void> {
  const cells = rows.map(({ uploadId, line, reason, detail, raw }) => [uploadId, String(line), reason, detail, raw]);
  await writeCsv(path, csvOf(CSV_HEADER, cells));
}

export const quarantineCommand: CommandFile = (program, action) => {
  program
    .command('quarantine')
    .description('Rows that were set aside, with the reason of each')
    .argument('<workload>')
    .option('--upload <id>', 'only of this upload')
    .option('--limit <count>', 'show at most so many rows', wholeNumber, 20)
    .option('--csv <file>', 'write all of them to a file for spreadsheets, formulas neutralized')
    .action(
      action(
        async ({ settings, terminal }, workload: string, options: { upload?: string; limit: number; csv?: string }) => {
          const connection = await connect(settings);
          requireWorkload(connection, workload);
          const { environment, objects, platform } = connection;
          if (options.upload !== undefined) await requireUpload(connection, workload, options.upload);
          const prefix = lakeKey.quarantine(workload, '').split('upload=')[0] ?? '';
          const keys = options.upload
            ? [lakeKey.quarantine(workload, options.upload)]
            : await objects.keys(platform.lakeBucket, prefix);
          const rows = (await Promise.all(keys.map((key) => rowsOf(connection, key)))).flat();
          if (options.csv !== undefined) await exportRows(options.csv, rows);
          const reasons = reasonsOf(rows);
          const cells = rows
            .slice(0, options.limit)
            .map(({ uploadId, line, reason, detail, raw }) => [
              uploadId,
              String(line),
              reason,
              clip(detail, 120),
              clip(raw, 60),
            ]);
          const columns = [
            { title: 'upload' },
            { title: 'line', align: 'right' },
            { title: 'reason' },
            { title: 'detail' },
            { title: 'row' },
          ] as const;
          const summary = [...reasons].map(([reason, value]) => `${reason} ${count(value)}`).join(', ');
          const more = rows.length > cells.length ? `\n… ${plural(rows.length - cells.length, 'more row')}` : '';
          return {
            json: { schemaVersion: 1, workload, total: rows.length, reasons: Object.fromEntries(reasons), rows },
            text:
              rows.length === 0
                ? `No row of ${workload} was set aside.`
                : `${plural(rows.length, 'row')} set aside: ${summary}\n\n${renderTable(columns, cells, terminal.palette)}${more}`,
            look: [`s3://${platform.lakeBucket}/${prefix}`, ...(options.csv === undefined ? [] : [options.csv])],
            next: commandLine(rows.length > 0 ? 'check <file>' : `runs ${workload}`, environment),
          };
        },
      ),
    );
};
