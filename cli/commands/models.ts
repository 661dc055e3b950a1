import { modelPackageGroupName } from '../../domain/names.ts';
import type { CommandFile } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { clip } from '../output/clip.ts';
import { moment } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';

const COLUMNS = [
  { title: 'package', align: 'right' },
  { title: 'live' },
  { title: 'approval' },
  { title: 'registered' },
  { title: 'run' },
  { title: 'sha256' },
  { title: 'reason' },
] as const;

export const modelsCommand: CommandFile = (program, action) => {
  program
    .command('models')
    .description("List a workload's model packages, newest first")
    .argument('<workload>')
    .action(
      action(async ({ settings, terminal }, workload: string) => {
        const connection = await connect(settings);
        requireWorkload(connection, workload);
        const { environment, records, registry } = connection;
        const [packages, release, runs] = await Promise.all([
          registry.packages(modelPackageGroupName(environment, workload)),
          records.release(workload),
          records.runs(workload),
        ]);
        const runOf = (version: number): string | undefined =>
          runs.find(({ packageVersion }) => packageVersion === version)?.runId;
        const models = packages.map((found) => ({
          ...found,
          runId: found.runId ?? runOf(found.version),
          live: release?.live.packageVersion === found.version,
          previous: release?.previous?.packageVersion === found.version,
        }));
        const rows = models.map(({ version, live, previous, approval, createdAt, runId, artifactSha256, reason }) => [
          String(version),
          live ? terminal.palette.green('live') : previous ? 'before' : '',
          approval,
          moment(createdAt),
          runId ?? '',
          artifactSha256?.slice(0, 12) ?? '',
          clip(reason, 80),
        ]);
        return {
          json: { schemaVersion: 1, models },
          text: rows.length > 0 ? renderTable(COLUMNS, rows, terminal.palette) : `No model of ${workload} yet.`,
          next: commandLine(rows.length > 0 ? 'status' : `upload ${workload} <file> --wait`, environment),
        };
      }),
    );
};
