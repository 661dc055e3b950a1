import { Stacks } from '../adapters/stacks.ts';
import { type CommandFile, withBoard } from '../command.ts';
import { clientOptions } from '../connection/connect.ts';
import { readConfiguration, runCdkVerb } from '../deploy/environment.ts';
import { leftOver, stacksOf } from '../deploy/left-over.ts';
import { commandLine } from '../invocation.ts';
import { renderTable } from '../output/table.ts';
import { confirm } from '../terminal/confirm.ts';

export const destroyCommand: CommandFile = (program, action) => {
  program
    .command('destroy')
    .description('Remove the environment: its stacks, and the endpoints that rollouts made; lists what is left over')
    .action(
      action(async (context) => {
        const { settings, terminal } = context;
        const { environment } = settings;
        await confirm(`Destroy the environment ${environment} with its live models?`, settings, terminal);
        const { dataKept, left } = await withBoard(context, [], async (board) => {
          const configuration = await readConfiguration(context, board);
          const stacks = new Stacks(await clientOptions(settings));
          const before = await stacksOf(environment, stacks);
          await runCdkVerb(context, board, 'destroy');
          return {
            dataKept: configuration.environment.removalPolicy === 'retain',
            left: await leftOver(environment, before, stacks),
          };
        });
        const said = dataKept
          ? `${environment} is destroyed. Its buckets, keys and records are kept, as its configuration says.`
          : `${environment} is destroyed, its data too.`;
        const table = renderTable(
          [{ title: 'left over' }, { title: 'type' }, { title: 'of' }],
          left.map(({ id, type, stack }) => [id, type, stack]),
          terminal.palette,
        );
        return {
          json: { schemaVersion: 1, environment, dataKept, leftOver: left },
          text: left.length === 0 ? said : `${said}\n\n${table}`,
          next: commandLine('deploy', environment),
        };
      }),
    );
};
