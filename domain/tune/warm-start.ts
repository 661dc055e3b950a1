import { z } from 'zod';
import { canonicalJson } from '../hash.ts';
import type { TuningJob } from '../prepare/messages.ts';
import { searchedNames } from './parameter-ranges.ts';

/** Tuning jobs that another one can start from, at most. */
export const MOST_PARENTS = 5;

/** `WarmStartConfig` as the service takes it. */
export const warmStartSchema = z.strictObject({
  ParentHyperParameterTuningJobs: z
    .array(z.strictObject({ HyperParameterTuningJobName: z.string() }))
    .min(1)
    .max(MOST_PARENTS),
  WarmStartType: z.enum(['IdenticalDataAndAlgorithm', 'TransferLearning']),
});
export type WarmStart = z.infer<typeof warmStartSchema>;

/** What an ended tuning job with one definition searched. */
export interface Searched {
  readonly jobName: string;
  readonly objective: TuningJob['definitions'][number]['objective'];
  /** Names of its hyperparameters, those with a range and those without. */
  readonly hyperparameters: readonly string[];
  readonly imageUri: string;
  /** S3 URI of each channel, by the channel's name. */
  readonly channels: Readonly<Record<string, string>>;
  /** Tuning jobs that it started from itself. */
  readonly parents: readonly string[];
}

/**
 * What a tuning job starts from, of those before it: the newest ones that SageMaker allows ("Warm Start Tuning Job
 * Restrictions" in its developer guide), which have the same objective and the same hyperparameters. Undefined where
 * there is none.
 * @param before newest first
 */
export function warmStartFrom(job: TuningJob, before: readonly Searched[]): WarmStart | undefined {
  const [definition, ...others] = job.definitions;
  if (definition === undefined || others.length > 0) return undefined;
  const parents = before.filter((one) => isParent(definition, one)).slice(0, MOST_PARENTS);
  if (parents.length === 0) return undefined;
  return {
    ParentHyperParameterTuningJobs: parents.map(({ jobName }) => ({ HyperParameterTuningJobName: jobName })),
    WarmStartType: parents.every((parent) => isIdentical(definition, parent))
      ? 'IdenticalDataAndAlgorithm'
      : 'TransferLearning',
  };
}

type Definition = TuningJob['definitions'][number];

function isParent({ objective, ranges, training }: Definition, parent: Searched): boolean {
  const names = [...searchedNames(ranges), ...Object.keys(training.hyperparameters)];
  return (
    canonicalJson(objective) === canonicalJson(parent.objective) &&
    canonicalJson(names.toSorted()) === canonicalJson(parent.hyperparameters.toSorted())
  );
}

function isIdentical({ training }: Definition, parent: Searched): boolean {
  const channels = Object.fromEntries(
    training.channels.map(({ ChannelName, DataSource }) => [ChannelName, DataSource.S3DataSource.S3Uri]),
  );
  return (
    training.algorithm.TrainingImage === parent.imageUri && canonicalJson(channels) === canonicalJson(parent.channels)
  );
}
