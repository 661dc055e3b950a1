import { type CommandContext, type CommandFile, type CommandResult, withBoard } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { readConfiguration, runCdkVerb } from '../deploy/environment.ts';
import { commandLine } from '../invocation.ts';
import { renderFacts } from '../output/table.ts';
import { confirm } from '../terminal/confirm.ts';

/** Asks before it changes an AWS account, then deploys and says what there is now. */
export async function deployEnvironment(context: CommandContext): Promise<CommandResult> {
  const { settings, terminal } = context;
  const { environment } = settings;
  await withBoard(context, [], async (board) => {
    const configuration = await readConfiguration(context, board);
    const { account, region } = configuration.environment;
    if (environment !== 'local') {
      await confirm(`Deploy ${environment} to account ${account}, region ${region}?`, settings, terminal);
    }
    await runCdkVerb(context, board, 'deploy');
  });
  const { platform } = await connect(settings);
  return {
    json: { schemaVersion: 1, environment, platform },
    text: renderFacts(
      [
        ['environment', terminal.palette.bold(environment)],
        ['workloads', platform.workloads.join(', ')],
        ['uploads', `s3://${platform.rawBucket}/<workload>/`],
        ['api', platform.apiUrl],
      ],
      terminal.palette,
    ),
    look: [platform.apiUrl],
    next: commandLine(`upload ${platform.workloads[0] ?? '<workload>'} <file> --wait`, environment),
  };
}

export const deployCommand: CommandFile = (program, action) => {
  program
    .command('deploy')
    .description('Deploy the environment with the cdk CLI')
    .action(action((context) => deployEnvironment(context)));
};
