import { loadConfiguration } from '../../config/load.ts';
import { type CheckReport, checkFile } from '../../containers/processing/check.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import type { CommandFile } from '../command.ts';
import { EXIT } from '../failure/exit-code.ts';
import { asPlatformError, failureOf } from '../failure/failure.ts';
import { renderFailure } from '../failure/render-failure.ts';
import { commandLine } from '../invocation.ts';
import { checkText } from '../output/check-text.ts';

/** The configured workload to check against; the only one when none is named. Nothing needs to be deployed. */
async function workloadToCheck(environment: string, name: string | undefined): Promise<WorkloadConfig> {
  const { workloads } = await loadConfiguration(environment);
  const [only, ...others] = workloads;
  const found = name === undefined && others.length === 0 ? only : workloads.find((one) => one.name === name);
  if (found) return found;
  const names = workloads.map((one) => one.name).join(', ');
  if (name === undefined) {
    throw new PlatformError('USAGE', 'There is more than one workload to check the file against.', {
      next: `Name one with --workload: ${names}.`,
    });
  }
  throw new PlatformError('WORKLOAD_UNKNOWN', `There is no workload ${name}.`, {
    next: `Use one of ${names}, or add config/workloads/${name}.ts.`,
    details: { why: 'config/workloads/ has no file of this name.' },
  });
}

const jsonOf = (report: CheckReport): Record<string, unknown> => ({
  ...report,
  imbalance: report.imbalance ?? null,
  lengths: report.lengths ?? null,
  refusal: report.refusal ? failureOf(report.refusal) : null,
});

export const checkCommand: CommandFile = (program, action) => {
  program
    .command('check')
    .description('Read a file as a run would, before anything is uploaded: columns, labels, duplicates, balance')
    .argument('<file>')
    .option('--workload <name>', 'whose columns and labels it should have (default: the only one)')
    .action(
      action(async ({ settings, terminal }, file: string, options: { workload?: string }) => {
        const workload = await workloadToCheck(settings.environment, options.workload);
        const report = await checkFile(file, workload).catch((error: unknown) => {
          throw asPlatformError(error);
        });
        const { palette } = terminal;
        const refusal = report.refusal ? `\n\n${renderFailure(failureOf(report.refusal), palette).trimEnd()}` : '';
        return {
          json: { schemaVersion: 1, workload: workload.name, ...jsonOf(report) },
          text: `${checkText(report, palette)}${refusal}`,
          next: report.refusal
            ? commandLine(`check ${file}`, settings.environment)
            : commandLine(`upload ${workload.name} ${file} --wait`, settings.environment),
          ...(report.refusal && { exitCode: EXIT.wrongUse }),
        };
      }),
    );
};
