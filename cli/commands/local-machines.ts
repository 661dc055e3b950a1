import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { PlatformError } from '../../domain/errors.ts';
import {
  CAPACITY_LEVELS,
  type CapacityLevel,
  type CapacityRecord,
  PURCHASES,
  type Purchase,
} from '../../local/sagemaker/spot/capacity.ts';
import type { InterruptionPlan, InterruptionPlanInput } from '../../local/sagemaker/spot/interruption-plan.ts';
import { LocalPlane } from '../adapters/local-plane.ts';
import type { Action, CommandContext, CommandResult } from '../command.ts';
import { INVOCATION } from '../invocation.ts';
import { renderTable } from '../output/table.ts';
import { wholeNumber } from './timeout-option.ts';

interface InterruptOptions {
  readonly notice: boolean;
  readonly lastUploadFiles?: number;
  readonly away?: number;
}

async function interrupt(context: CommandContext, job: string, options: InterruptOptions): Promise<CommandResult> {
  const { notice, lastUploadFiles, away } = options;
  const plane = await LocalPlane.of(context.settings.stateDirectory);
  await plane.interrupt(job, {
    notice,
    ...(lastUploadFiles !== undefined && { lastUploadFiles }),
    ...(away !== undefined && { awaySeconds: away }),
  });
  return {
    json: { schemaVersion: 1, interrupted: job },
    text: `The instance of ${job} is taken away${notice ? '' : ' without notice'}; the job gets another one.`,
    next: `${INVOCATION} status`,
  };
}

async function capacity(
  { settings, terminal }: CommandContext,
  instanceType: string | undefined,
  level: CapacityLevel | undefined,
  { purchase }: { readonly purchase?: Purchase },
): Promise<CommandResult> {
  const plane = await LocalPlane.of(settings.stateDirectory);
  const known = await (instanceType === undefined || level === undefined
    ? plane.capacity()
    : plane.setCapacity({ instanceType, level, purchase }));
  const shown = known.filter((one) => instanceType === undefined || one.instanceType === instanceType);
  return {
    json: { schemaVersion: 1, capacity: shown },
    text: shown.length === 0 ? 'Every machine is available.' : tableOf(shown, terminal.palette),
  };
}

const tableOf = (records: readonly CapacityRecord[], palette: CommandContext['terminal']['palette']): string =>
  renderTable(
    [{ title: 'instance type' }, { title: 'purchase' }, { title: 'capacity' }],
    records.map(({ instanceType, purchase, level }) => [instanceType, purchase, level]),
    palette,
  );

interface PlanOptions {
  readonly after?: number[];
  readonly perHour?: number;
  readonly seed?: number;
  readonly off?: boolean;
  readonly notice: boolean;
  readonly away?: number;
}

async function interruptions(context: CommandContext, options: PlanOptions): Promise<CommandResult> {
  const wanted = planOf(options);
  const plane = await LocalPlane.of(context.settings.stateDirectory);
  const plan = await (wanted === undefined ? plane.plan() : plane.follow(wanted));
  return { json: { schemaVersion: 1, plan }, text: sentenceOf(plan) };
}

/** Undefined when the plan shall only be shown. */
function planOf({ after, perHour, seed, off, notice, away }: PlanOptions): InterruptionPlanInput | undefined {
  const kinds = [after, perHour, off].filter((one) => one !== undefined).length;
  if (kinds > 1) throw new PlatformError('USAGE', 'Name one of --after, --per-hour and --off.');
  if (perHour !== undefined && !notice) {
    throw new PlatformError('USAGE', 'Random interruptions come with notice and without: leave --no-notice out.');
  }
  const awaySeconds = away ?? 0;
  if (off) return { kind: 'none' };
  if (after) return { kind: 'schedule', afterSeconds: after, interruption: { notice, awaySeconds } };
  return perHour === undefined ? undefined : { kind: 'random', perHour, seed: seed ?? 1, awaySeconds };
}

function sentenceOf(plan: InterruptionPlan): string {
  switch (plan.kind) {
    case 'none':
      return 'Spot jobs are interrupted only when somebody asks.';
    case 'schedule':
      return `Each spot job is interrupted after ${plan.afterSeconds.join(', ')} s of training.`;
    case 'random':
      return `Spot jobs are interrupted ${plan.perHour} times an hour of training, at moments of seed ${plan.seed}.`;
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('It must be a number of at least 0.');
  return value;
}

function positive(text: string): number {
  const value = seconds(text);
  if (value === 0) throw new InvalidArgumentError('It must be more than 0.');
  return value;
}

const away = (): Option =>
  new Option('--away <seconds>', 'until there is an instance again (default 0)').argParser(seconds);

/** What happens to the machines of the local AWS: lost spot instances, and capacity that is not there. */
export function addMachineCommands(local: Command, action: Action): void {
  local
    .command('interrupt')
    .description('Take the spot instance of a training job away')
    .argument('<job>', 'name of the training job')
    .option('--no-notice', 'SIGKILL at once, without SIGTERM and grace')
    .option('--last-upload-files <count>', 'so many changed checkpoint files still reach S3 (default all)', seconds)
    .addOption(away())
    .action(action((context, job: string, options: InterruptOptions) => interrupt(context, job, options)));
  local
    .command('capacity')
    .description('Show or set which machines there are; it is kept over restarts')
    .argument('[instanceType]', 'such as ml.g5.xlarge')
    .addArgument(new Argument('[level]', 'limited: the quota is 0; none: no capacity').choices(CAPACITY_LEVELS))
    .addOption(new Option('--purchase <kind>', 'of this kind only (default both)').choices(PURCHASES))
    .action(
      action((context, type: string | undefined, level: CapacityLevel | undefined, options: { purchase?: Purchase }) =>
        capacity(context, type, level, options),
      ),
    );
  local
    .command('interruptions')
    .description('Show or set when spot jobs are interrupted by themselves; it is kept over restarts')
    .option('--after <seconds,…>', 'each job after so many seconds of training', (text) =>
      text.split(',').map(positive),
    )
    .option('--per-hour <rate>', 'at random moments, so many times an hour of training', positive)
    .option('--seed <number>', 'of the random moments (default 1)', wholeNumber)
    .option('--off', 'no more')
    .option('--no-notice', 'with --after: SIGKILL at once')
    .addOption(away())
    .action(action((context, options: PlanOptions) => interruptions(context, options)));
}
