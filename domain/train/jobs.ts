import { PlatformError } from '../errors.ts';
import type { Plan } from '../lease/plan.ts';
import type { TrainingJob } from '../prepare/messages.ts';
import type { Candidate } from '../workload/candidate.ts';
import { isBrought } from '../workload/families/brought.ts';
import type { Algorithm } from './algorithm.ts';
import { type Channel, fileChannel, parquetChannel } from './channel.ts';
import { textOf, wireName } from './hyperparameters.ts';
import { jobOffers } from './job-offers.ts';
import { metricDefinitions } from './metric-definitions.ts';
import { codeChannel, scriptStart } from './script.ts';

export interface TrainingPlaces {
  /** Absent for a try, whose dataset is no version. */
  readonly datasetVersion?: number;
  readonly trainUri: string;
  readonly validationUri: string;
  /** Where the files of a base lie. */
  readonly baseUri: (name: string, digest: string) => string;
  /** SageMaker writes `<outputUri>/<jobName>/output/model.tar.gz`. */
  readonly outputUri: string;
  /** Where a candidate's checkpoints lie, ending in a slash. */
  readonly checkpointUri: (candidate: string) => string;
}

/** The training of each candidate of the plan. */
export function trainingJobs(plan: Plan, places: TrainingPlaces): TrainingJob[] {
  const { config } = plan.deployed;
  return config.candidates.map((candidate) => ({
    candidate: candidate.name,
    family: candidate.family,
    algorithm: algorithmOf(candidate, plan),
    offers: jobOffers(plan, candidate),
    instanceCount: candidate.instanceCount,
    interruptionsPerOffer: candidate.interruptionsPerOffer,
    timeoutSeconds: candidate.timeoutSeconds,
    hyperparameters: {
      ...hyperparameters(candidate, plan),
      ...namesOf(candidate),
      ...(config.task === 'single-label' ? {} : { task: config.task }),
      ...(places.datasetVersion === undefined ? {} : { dataset_version: String(places.datasetVersion) }),
      labels: JSON.stringify([...new Set(Object.values(config.labels))].sort()),
      max_text_length: String(config.maxTextLength),
    },
    channels: [
      parquetChannel('train', places.trainUri),
      parquetChannel('validation', places.validationUri),
      ...familyChannels(candidate, plan, places),
    ],
    outputUri: places.outputUri,
    checkpointUri: places.checkpointUri(candidate.name),
  }));
}

const algorithmOf = (candidate: Candidate, plan: Plan): Algorithm => ({
  TrainingImage: trainingImage(plan, candidate.name),
  TrainingInputMode: 'File',
  MetricDefinitions: metricDefinitions(candidate),
  ...(candidate.family === 'script' ? scriptStart(candidate) : {}),
});

/** Image that trains a candidate. Throws `CONFIG_INVALID` when the environment was deployed without it. */
export function trainingImage(plan: Plan, candidate: string): string {
  const image = plan.deployed.images.training[candidate];
  if (image === undefined) {
    throw new PlatformError('CONFIG_INVALID', `Candidate ${candidate} of ${plan.workload} has no training image.`, {
      next: 'Deploy the environment again.',
    });
  }
  return image;
}

/** The platform's families get names as JSON text too; `family` chooses the program's part that trains them. */
function namesOf(candidate: Candidate): Record<string, string> {
  const { family, name } = candidate;
  return isBrought(candidate)
    ? { candidate: name }
    : { family: JSON.stringify(family), candidate: JSON.stringify(name) };
}

function hyperparameters(candidate: Candidate, plan: Plan): Record<string, string> {
  switch (candidate.family) {
    case 'linear':
    case 'naive-bayes':
    case 'gradient-boosting':
    case 'random-forest':
      return jsonTexts({ ...candidate.hyperparameters, ...rulesOf(candidate) }, candidate);
    case 'transformer':
      return jsonTexts(
        {
          ...candidate.hyperparameters,
          ...rulesOf(candidate),
          baseDigest: digestOfBase(candidate.hyperparameters.base, plan),
        },
        candidate,
      );
    case 'container':
    case 'script':
      return candidate.hyperparameters;
  }
}

/** Without any the trainer takes its own. */
const rulesOf = ({ rules }: Exclude<Candidate, { family: 'container' | 'script' }>): object =>
  rules === undefined ? {} : { rules };

function familyChannels(candidate: Candidate, plan: Plan, { baseUri }: TrainingPlaces): Channel[] {
  switch (candidate.family) {
    case 'transformer': {
      const { base } = candidate.hyperparameters;
      return [fileChannel('base', baseUri(base, digestOfBase(base, plan)))];
    }
    case 'script':
      return [codeChannel(candidate, plan)];
    default:
      return [];
  }
}

function digestOfBase(base: string, { bases, runId }: Plan): string {
  const digest = bases?.[base];
  if (digest !== undefined) return digest;
  throw new PlatformError('BASE_UNKNOWN', `The base ${base} was not there when run ${runId} was planned.`);
}

const jsonTexts = (values: Readonly<Record<string, unknown>>, candidate: Candidate): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [wireName(candidate, name), textOf(candidate, value)]),
  );
