import { assertBases } from '../../domain/base/assert-bases.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import { artifactKey, baseKey, jobName, lakeKey } from '../../domain/names.ts';
import type { Manifest, Split } from '../../domain/prepare/manifest.ts';
import type { PrepareAnswer } from '../../domain/prepare/messages.ts';
import { placeOfEvaluate } from '../../domain/processing/place.ts';
import { trainingJobs } from '../../domain/train/jobs.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import { findBases } from '../adapters/bases.ts';
import type { Jobs } from '../adapters/jobs.ts';
import { trainedJobs } from './trained-jobs.ts';

interface WorkPorts {
  readonly artifacts: JsonStore;
  readonly lake: Pick<JsonStore, 'uri'>;
  readonly jobs: Pick<Jobs, 'describe'>;
}

/** What is left to do with a prepared dataset: the jobs that train, and where they and the evaluation read and write. */
export async function plannedWork(
  plan: Plan,
  manifest: Manifest,
  ports: WorkPorts,
): Promise<Extract<PrepareAnswer, { outcome: 'ready' }>> {
  const { artifacts, lake } = ports;
  const { workload, runId } = plan;
  const { version } = manifest;
  const trained = await trainedJobs(plan, ports);
  const isLeft = (candidate: string): boolean => !trained.isSettled && !trained.jobs.has(candidate);
  const { config } = plan.deployed;
  const left = config.candidates.filter(({ name }) => isLeft(name));
  assertBases(plan, await findBases({ ...config, candidates: left }, artifacts), left);
  const isTry = plan.tried !== undefined;
  const splitUri = (split: Split): string =>
    isTry
      ? artifacts.uri(artifactKey.datasetSplit(workload, runId, split))
      : lake.uri(lakeKey.split(workload, version, split));
  const jobs = trainingJobs(plan, {
    ...(isTry ? {} : { datasetVersion: version }),
    trainUri: splitUri('train'),
    validationUri: splitUri('validation'),
    baseUri: (name, digest) => artifacts.uri(baseKey.files(name, digest)),
    outputUri: withoutSlash(artifacts.uri(artifactKey.train(workload, runId))),
    checkpointUri: (candidate) => artifacts.uri(artifactKey.checkpoints(workload, runId, candidate)),
  });
  return {
    outcome: 'ready',
    trainingJobs: jobs.filter(({ candidate }) => isLeft(candidate)),
    candidateJobs: jobs.map(({ candidate, family }) => ({
      candidate,
      family,
      jobName: trained.jobs.get(candidate) ?? jobName.train(workload, runId, candidate, plan.resumption),
    })),
    evaluateOn: placeOfEvaluate(plan, manifest),
    evaluateJobName: jobName.evaluate(workload, runId, plan.resumption),
    // As a prefix it needs its slash: without it, run 1 would take in run 10.
    runUri: artifacts.uri(artifactKey.run(workload, runId)),
    datasetUri: isTry
      ? artifacts.uri(artifactKey.dataset(workload, runId))
      : lake.uri(lakeKey.version(workload, version)),
    evaluateUri: withoutSlash(artifacts.uri(artifactKey.evaluate(workload, runId))),
  };
}

const withoutSlash = (uri: string): string => uri.replace(/\/$/, '');
