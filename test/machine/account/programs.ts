import type { ErrorCode } from '../../../domain/errors.ts';
import { type Plan, planSchema } from '../../../domain/lease/plan.ts';
import { artifactKey, lakeKey } from '../../../domain/names.ts';
import {
  type Manifest,
  manifestSchema,
  type PrepareSummary,
  prepareSummarySchema,
} from '../../../domain/prepare/manifest.ts';
import { type ProcessingInput, processingInputSchema } from '../../../domain/processing/messages.ts';
import { trainResultsSchema } from '../../../domain/train/results.ts';
import { evaluation } from '../../lambdas/memory/evaluation.ts';
import { preparedSummary, refusedSummary } from '../../lambdas/memory/summary.ts';
import { WORKLOAD, type World } from '../../lambdas/memory/world.ts';
import { isArray } from '../asl/json.ts';
import { type Job, type JobEnd, type JobsProps, textAt } from './jobs.ts';

/** `well`: as if nothing were said. */
export type JobOutcome = JobEnd | 'over-quota' | 'well';

/** What the jobs of the next runs come to, where it is not success. */
export interface Outcomes {
  readonly refuse?: ErrorCode;
  /** The challenger errs on one row in so many. */
  readonly wrongOneIn?: number;
  /** By a word of the job's name: a candidate, `o2` for a second offer, `tuning`, `prepare` or `evaluate`. The first one counts. */
  readonly jobs?: Readonly<Record<string, JobOutcome>>;
}

/** No candidate's job can be created. */
export const NO_QUOTA_TO_TRAIN: Outcomes = { jobs: { unigram: 'over-quota', bigram: 'over-quota' } };

export const outcomeOf = ({ jobs = {} }: Outcomes, name: string): JobOutcome | undefined =>
  Object.entries(jobs).find(([word]) => name.split('-').includes(word))?.[1];

/** The containers, which read and write where their requests say. */
export function programs(world: World, outcomes: () => Outcomes): JobsProps['program'] {
  return async (job) => {
    const given = outcomeOf(outcomes(), job.kind === 'tuning' ? 'tuning' : job.name);
    if (given !== undefined && given !== 'over-quota' && given !== 'well') return given;
    if (job.kind === 'training') {
      return {
        status: 'Completed',
        artifactUri: `${textAt(job.request, 'OutputDataConfig', 'S3OutputPath')}/${job.name}`,
      };
    }
    if (job.kind === 'tuning') return { status: 'Completed' };
    await run(requestOf(job), world, outcomes());
    return { status: 'Completed' };
  };
}

/** The processing image as a function. */
export interface ProcessingPort {
  run(input: ProcessingInput): Promise<void>;
}

export const processingPort = (world: World, outcomes: () => Outcomes): ProcessingPort => ({
  run: (input) => run(input, world, outcomes()),
});

/** What a job's request asks of the image, as the function is asked it. */
function requestOf({ request }: Job): ProcessingInput {
  const inputs = isArray(request.ProcessingInputs) ? request.ProcessingInputs : [];
  return processingInputSchema.parse({
    workload: WORKLOAD,
    program: textAt(request, 'AppSpecification', 'ContainerArguments', 0),
    inputs: Object.fromEntries(inputs.map((one) => [textAt(one, 'InputName'), textAt(one, 'S3Input', 'S3Uri')])),
    outputUri: textAt(request, 'ProcessingOutputConfig', 'Outputs', 0, 'S3Output', 'S3Uri'),
  });
}

const run = (input: ProcessingInput, world: World, outcomes: Outcomes): Promise<void> =>
  input.program === 'prepare' ? prepare(input, world, outcomes) : evaluate(input, world, outcomes);

const inputOf = ({ inputs }: ProcessingInput, name: string): string => inputs[name] ?? '';
const output = ({ outputUri }: ProcessingInput): string => keyOf(outputUri);
const keyOf = (uri: string): string => uri.replace(/^s3:\/\/[^/]+\//, '');

async function prepare(input: ProcessingInput, world: World, { refuse }: Outcomes): Promise<void> {
  const plan = await world.artifacts.read(keyOf(inputOf(input, 'plan')), planSchema);
  const unreadable = plan.uploads.every(({ key }) => key.includes('broken')) ? 'UPLOAD_UNREADABLE' : undefined;
  const refusal = refuse ?? unreadable;
  const summary = refusal === undefined ? await prepared(plan, world) : refusedSummary(plan, refusal);
  await world.artifacts.write(`${output(input)}/summary.json`, summary);
}

/** A try's dataset lies with its run and is no version. */
async function prepared(plan: Plan, world: World): Promise<PrepareSummary> {
  if (plan.tried === undefined) return commit(plan, world);
  const summary = preparedSummary(plan, 1);
  return summary.outcome === 'refused' ? summary : { ...summary, manifest: { ...summary.manifest, version: 0 } };
}

/** The dataset's version, which is committed once: the same rows are the same version. */
async function commit(plan: Plan, { lake }: World): Promise<PrepareSummary> {
  for (let version = 1; ; version += 1) {
    const fresh = preparedSummary(plan, version);
    if (fresh.outcome === 'refused') return fresh;
    const key = lakeKey.manifest(plan.workload, version);
    const known = await lake.find(key, manifestSchema);
    if (known === undefined) {
      await lake.write(key, fresh.manifest);
      return fresh;
    }
    if (known.id === fresh.manifest.id) return { ...fresh, created: false, manifest: known };
  }
}

async function evaluate(input: ProcessingInput, world: World, { wrongOneIn = 20 }: Outcomes): Promise<void> {
  const plan = await world.artifacts.read(keyOf(inputOf(input, 'plan')), planSchema);
  const dataset = await datasetOf(plan, inputOf(input, 'dataset'), world);
  const { results } = await world.artifacts.read(
    artifactKey.trainResults(plan.workload, plan.runId),
    trainResultsSchema,
  );
  const { report, paired } = evaluation({
    task: plan.deployed.config.task,
    runId: plan.runId,
    results,
    wrongOneIn,
    champion: plan.champion,
    datasetId: dataset.id,
    datasetVersion: dataset.version,
  });
  await world.artifacts.write(`${output(input)}/evaluation.json`, report);
  await world.artifacts.write(`${output(input)}/paired.json`, paired);
}

async function datasetOf(plan: Plan, uri: string, { artifacts, lake }: World): Promise<Manifest> {
  if (keyOf(uri) !== artifactKey.dataset(plan.workload, plan.runId)) {
    const version = Number(/version=(\d+)\/$/.exec(uri)?.[1]);
    return lake.read(lakeKey.manifest(plan.workload, version), manifestSchema);
  }
  const summary = await artifacts.read(artifactKey.summary(plan.workload, plan.runId), prepareSummarySchema);
  if (summary.outcome !== 'prepared') throw new Error('the try has no dataset');
  return summary.manifest;
}
