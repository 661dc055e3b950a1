import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compare } from '../../domain/experiment/compare.ts';
import { fingerprint } from '../../domain/hash.ts';
import type { CommandResult } from '../command.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import type { Palette } from '../terminal/palette.ts';
import { chooseExperiments } from './choose-runs.ts';
import { withTrainings } from './compared-run.ts';
import { comparisonPage } from './html/page.ts';
import { comparisonJson } from './json.ts';
import { comparisonText } from './text.ts';

export interface CompareOptions {
  readonly workload: string | undefined;
  /** @default the newest of the workload */
  readonly runIds: readonly string[];
  /** Where the report is written. */
  readonly folder: string;
}

/** Compares runs in text and in a report. The same runs in the same order give the same file. */
export async function compareRuns(
  connection: Connection,
  { workload, runIds, folder }: CompareOptions,
  palette: Palette,
): Promise<CommandResult> {
  const experiments = await chooseExperiments(connection, workload, runIds);
  const runs = await Promise.all(experiments.map((experiment) => withTrainings(experiment, connection)));
  const comparison = compare(experiments);
  const report = join(folder, `comparison-${fingerprint(experiments.map(({ runId }) => runId))}.html`);
  await mkdir(folder, { recursive: true });
  await writeFile(report, comparisonPage(runs, comparison));
  const [first] = experiments;
  return {
    json: comparisonJson(runs, comparison, report),
    text: comparisonText(experiments, comparison, palette),
    look: [report],
    ...(first && { next: commandLine(`run ${first.runId} --lineage`, connection.environment) }),
  };
}
