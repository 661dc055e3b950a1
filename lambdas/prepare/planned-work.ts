import { assertBases } from '../../domain/base/assert-bases.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { longestTraining } from '../../domain/cost/forecast.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import { artifactKey, baseKey, jobName, lakeKey } from '../../domain/names.ts';
import type { Manifest, Split } from '../../domain/prepare/manifest.ts';
import type { CandidateJob, PrepareAnswer } from '../../domain/prepare/messages.ts';
import { placeOfEvaluate } from '../../domain/processing/place.ts';
import { trainingJobs } from '../../domain/train/jobs.ts';
import { tuningJob } from '../../domain/tune/request.ts';
import { isTuned } from '../../domain/tune/tuned.ts';
import type { Candidate } from '../../domain/workload/candidate.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import { findBases } from '../adapters/bases.ts';
import type { Jobs } from '../adapters/jobs.ts';
import { type TrainedJobs, trainedJobs } from './trained-jobs.ts';
import { warmlyStarted } from './warmly-started.ts';

interface WorkPorts {
  readonly artifacts: JsonStore;
  readonly lake: Pick<JsonStore, 'uri'>;
  readonly jobs: Pick<Jobs, 'describe' | 'searched'>;
  /** Whose prices count. */
  readonly region: string;
}

/** What is left to do with a prepared dataset: the jobs that train, and where they and the evaluation read and write. */
export async function plannedWork(
  plan: Plan,
  manifest: Manifest,
  runs: readonly RunRecord[],
  ports: WorkPorts,
): Promise<Extract<PrepareAnswer, { outcome: 'ready' }>> {
  const { artifacts, lake } = ports;
  const { workload, runId } = plan;
  const { version } = manifest;
  const trained = await trainedJobs(plan, ports);
  const isLeft = (candidate: Candidate): boolean =>
    !trained.isSettled && !trained.jobs.has(candidate.name) && !(isTuned(candidate) && trained.tuningJob !== undefined);
  const { config } = plan.deployed;
  const left = config.candidates.filter(isLeft);
  assertBases(plan, await findBases({ ...config, candidates: left }, artifacts), left);
  const isTry = plan.tried !== undefined;
  const splitUri = (split: Split): string =>
    isTry
      ? artifacts.uri(artifactKey.datasetSplit(workload, runId, split))
      : lake.uri(lakeKey.split(workload, version, split));
  const trainings = trainingJobs(plan, {
    ...(isTry ? {} : { datasetVersion: version }),
    trainUri: splitUri('train'),
    validationUri: splitUri('validation'),
    baseUri: (name, digest) => artifacts.uri(baseKey.files(name, digest)),
    outputUri: withoutSlash(artifacts.uri(artifactKey.train(workload, runId))),
    checkpointUri: (candidate) => artifacts.uri(artifactKey.checkpoints(workload, runId, candidate)),
  });
  const open = trainings.filter(({ candidate }) => left.some(({ name }) => name === candidate));
  const tuning = await warmlyStarted(
    tuningJob(plan, open, {
      region: ports.region,
      longestSeconds: (candidate) => longestTraining(candidate, runs),
    }),
    plan,
    runs,
    ports.jobs,
  );
  const plain = open.filter(({ candidate }) => !left.some((one) => one.name === candidate && isTuned(one)));
  return {
    outcome: 'ready',
    // The tuning job takes longest.
    trainingJobs: [...(tuning === undefined ? [] : [{ tuning }]), ...plain],
    candidateJobs: config.candidates.map((candidate) => candidateJob(plan, candidate, trained)),
    evaluateOn: placeOfEvaluate(plan, manifest),
    evaluateJobName: jobName.evaluate(workload, runId, plan.resumption),
    datasetUri: isTry
      ? artifacts.uri(artifactKey.dataset(workload, runId))
      : lake.uri(lakeKey.version(workload, version)),
    evaluateUri: withoutSlash(artifacts.uri(artifactKey.evaluate(workload, runId))),
  };
}

/** The job that trained a candidate, or the first one that is to. */
function candidateJob(plan: Plan, candidate: Candidate, { jobs, tuningJob, isSettled }: TrainedJobs): CandidateJob {
  const { workload, runId, resumption } = plan;
  const { name, family } = candidate;
  const known = jobs.get(name);
  if (known !== undefined) return { candidate: name, family, jobName: known };
  if (!isTuned(candidate) || isSettled) {
    return { candidate: name, family, jobName: jobName.train(workload, runId, name, resumption) };
  }
  const tuning = tuningJob ?? jobName.tune(workload, runId, resumption);
  return { candidate: name, family, jobName: tuning, isTuning: true };
}

const withoutSlash = (uri: string): string => uri.replace(/\/$/, '');
