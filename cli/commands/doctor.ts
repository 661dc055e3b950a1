import type { CommandFile } from '../command.ts';
import type { Finding } from '../doctor/finding.ts';
import { inspect } from '../doctor/inspect.ts';
import { EXIT } from '../failure/exit-code.ts';
import { commandLine } from '../invocation.ts';
import { renderTable } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';

const mark = ({ verdict }: Finding, palette: Palette): string => {
  switch (verdict) {
    case 'good':
      return palette.green('good');
    case 'note':
      return palette.yellow('note');
    case 'bad':
      return palette.red('bad');
    default:
      return verdict satisfies never;
  }
};

export const doctorCommand: CommandFile = (program, action) => {
  program
    .command('doctor')
    .description('Check what this machine and account need')
    .action(
      action(async ({ settings, terminal }) => {
        const findings = await inspect(settings);
        const bad = findings.filter(({ verdict }) => verdict === 'bad');
        const rows = findings.map((finding) => [
          mark(finding, terminal.palette),
          finding.name,
          finding.found,
          finding.next ?? '',
        ]);
        return {
          json: { schemaVersion: 1, healthy: bad.length === 0, findings },
          text: renderTable(
            [{ title: '' }, { title: 'what' }, { title: 'found' }, { title: 'what to do' }],
            rows,
            terminal.palette,
          ),
          next: bad[0]?.next ?? commandLine('status', settings.environment),
          ...(bad.length > 0 && { exitCode: EXIT.wrongUse }),
        };
      }),
    );
};
