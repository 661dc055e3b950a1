import { z } from 'zod';
import { hourlyPrice } from '../cost/hourly-price.ts';
import type { Plan } from '../lease/plan.ts';
import { jobName } from '../names.ts';
import { longestSeconds } from '../offer/job-request.ts';
import type { TrainingJob, TuningJob } from '../prepare/messages.ts';
import type { Tune } from '../workload/tune.ts';
import { objectiveOf } from './objective.ts';
import { parameterRanges, parameterRangesSchema, searchedNames } from './parameter-ranges.ts';
import { epochsOf, gridSize } from './problems.ts';
import { firstOffer, isTuned, type TunedCandidate } from './tuned.ts';

/** Limits of `MaxRuntimeInSeconds` of a tuning job. */
export const LEAST_TUNING_SECONDS = 120;
const MOST_SECONDS = 15_768_000;

const objectiveSchema = z.strictObject({ Type: z.enum(['Maximize', 'Minimize']), MetricName: z.string() });

/** `HyperParameterTuningJobConfig` as the service takes it. */
export const tuningConfigSchema = z.strictObject({
  Strategy: z.enum(['Bayesian', 'Random', 'Hyperband', 'Grid']),
  StrategyConfig: z
    .strictObject({ HyperbandStrategyConfig: z.strictObject({ MinResource: z.int(), MaxResource: z.int() }) })
    .optional(),
  ResourceLimits: z.strictObject({
    MaxNumberOfTrainingJobs: z.int().min(1).optional(),
    MaxParallelTrainingJobs: z.int().min(1),
    MaxRuntimeInSeconds: z.int().min(LEAST_TUNING_SECONDS),
  }),
  TrainingJobEarlyStoppingType: z.enum(['Off', 'Auto']),
  RandomSeed: z.int(),
});
export type TuningConfig = z.infer<typeof tuningConfigSchema>;

/** What a candidate's definition in a tuning job has beside its training. */
export const definitionSchema = z.strictObject({ ranges: parameterRangesSchema, objective: objectiveSchema });

const STRATEGIES = { bayesian: 'Bayesian', random: 'Random', hyperband: 'Hyperband', grid: 'Grid' } as const;

export interface TuningMoney {
  /** Whose prices count. */
  readonly region: string;
  /** The longest that a trial of a candidate ever took; undefined where nobody knows. */
  readonly longestSeconds: (candidate: string) => number | undefined;
}

/** The tuning job of a plan's candidates that have ranges, with their trainings; undefined where none has. */
export function tuningJob(plan: Plan, trainings: readonly TrainingJob[], money: TuningMoney): TuningJob | undefined {
  const { config } = plan.deployed;
  const tuned = config.candidates.filter(isTuned);
  const definitions = tuned.flatMap((candidate) => {
    const training = trainings.find((one) => one.candidate === candidate.name);
    return training === undefined ? [] : [{ candidate, training }];
  });
  if (definitions.length === 0) return undefined;
  const { metric, direction } = objectiveOf(config);
  const objective = {
    Type: direction === 'minimize' ? ('Minimize' as const) : ('Maximize' as const),
    MetricName: metric,
  };
  const { tune } = config;
  const limits = resourceLimits(tune, tuned, trainings, money);
  return {
    jobName: jobName.tune(plan.workload, plan.runId, plan.resumption),
    config: {
      Strategy: STRATEGIES[tune.strategy],
      ...hyperband(tune, tuned),
      ResourceLimits: limits,
      TrainingJobEarlyStoppingType: tune.earlyStopping ? ('Auto' as const) : ('Off' as const),
      RandomSeed: tune.seed,
    } satisfies TuningConfig,
    trials: limits.MaxNumberOfTrainingJobs ?? trialsOf(tune, tuned),
    ...(tune.dollars === undefined ? {} : { dollars: tune.dollars }),
    definitions: definitions.map(({ candidate, training }) => {
      const ranges = parameterRanges(candidate);
      const searched = new Set(searchedNames(ranges));
      const fixed = Object.entries(training.hyperparameters).filter(([name]) => !searched.has(name));
      return { training: { ...training, hyperparameters: Object.fromEntries(fixed) }, ranges, objective };
    }),
  };
}

/**
 * A trial that reaches the most epochs is stopped, while it may still write its model: one more than it has lets it end by
 * itself.
 */
function hyperband({ strategy }: Tune, tuned: readonly TunedCandidate[]): Pick<TuningConfig, 'StrategyConfig'> {
  if (strategy !== 'hyperband') return {};
  const epochs = Math.max(...tuned.map((candidate) => epochsOf(candidate) ?? 1));
  return { StrategyConfig: { HyperbandStrategyConfig: { MinResource: 1, MaxResource: epochs + 1 } } };
}

/** The money limits the trials by what they cost before, and in any case by the time that so many machines may run. */
function resourceLimits(
  tune: Tune,
  tuned: readonly TunedCandidate[],
  trainings: readonly TrainingJob[],
  { region, longestSeconds }: TuningMoney,
): TuningConfig['ResourceLimits'] {
  const trials = trialsOf(tune, tuned);
  const own = trainings.filter(({ candidate }) => tuned.some(({ name }) => name === candidate));
  const perSecond = Math.max(...own.map((training) => dollarsPerSecond(training, region)));
  const known = Math.max(...own.map(({ candidate }) => longestSeconds(candidate) ?? 0)) * perSecond;
  const affordable =
    tune.dollars === undefined || known === 0
      ? trials
      : Math.max(1, Math.min(trials, Math.floor(tune.dollars / known)));
  const parallel = Math.min(tune.parallelTrials, affordable);
  const paid = tune.dollars === undefined ? Number.POSITIVE_INFINITY : tune.dollars / (perSecond * parallel);
  const seconds = Math.floor(Math.min(paid, tuningSeconds(tune, tuned)));
  return {
    // A grid has as many trials as it has combinations, and takes no other number.
    ...(tune.strategy === 'grid' ? {} : { MaxNumberOfTrainingJobs: affordable }),
    MaxParallelTrainingJobs: parallel,
    MaxRuntimeInSeconds: Math.min(MOST_SECONDS, Math.max(LEAST_TUNING_SECONDS, seconds)),
  };
}

export const trialsOf = ({ strategy, trials }: Tune, tuned: readonly TunedCandidate[]): number =>
  strategy === 'grid' ? gridSize(tuned) : trials;

/** The longest that a tuning job may take, each trial the longest that it may. */
export function tuningSeconds(tune: Tune, tuned: readonly TunedCandidate[]): number {
  const trial = Math.max(0, ...tuned.map((candidate) => longestSeconds(firstOffer(candidate.capacity), candidate)));
  return Math.min(MOST_SECONDS, Math.ceil(trialsOf(tune, tuned) / tune.parallelTrials) * trial);
}

export const dollarsPerSecond = (
  { offers, instanceCount }: Pick<TrainingJob, 'offers' | 'instanceCount'>,
  region: string,
): number => (hourlyPrice(firstOffer(offers).instanceType, region).dollars * instanceCount) / 3_600;
