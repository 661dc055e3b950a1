import { z } from 'zod';
import { fingerprint } from './hash.ts';

/** Every name and key that two parts of the platform must agree on. Nothing else spells them out. */

export const workloadName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,20}$/, 'must be 2 to 21 lower-case letters, digits or hyphens and start with a letter');

/** Of a pretrained model in the artifacts bucket. `runs` would lie where a workload called `bases` keeps its runs. */
export const baseName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits or hyphens')
  .refine((name) => name !== 'runs', 'must not be `runs`');

/** `<12 hex of inputs and configuration>-<attempt>`, at most 20 characters. */
export const runId = z.string().regex(/^[0-9a-f]{12}-[0-9]{1,3}$/, 'must look like 3fa9c1d2e4b5-1');

/** A run can be resumed so many times: with a higher number its jobs' names would be too long. */
export const MAX_RESUMPTIONS = 99;

/** A job's name is used once: the jobs of a resumption, and of a later offer of capacity, have names of their own. */
function again(resumption: number, offer = 1): string {
  const parts = [resumption === 0 ? '' : `r${resumption}`, offer === 1 ? '' : `o${offer}`].join('');
  return parts === '' ? '' : `-${parts}`;
}

/**
 * SageMaker job names: letters, digits, hyphens; at most 63 characters. `-r<n>` ends those of the nth resumption, `-o<n>`
 * those of the nth offer of capacity, `-r<n>o<n>` those of both.
 */
export const jobName = {
  /** `<workload>-<runId>-prepare` */
  prepare: (workload: string, run: string, resumption = 0): string => `${workload}-${run}-prepare${again(resumption)}`,
  /** `<workload>-<runId>-t-<candidate>`: a candidate's name has at most 16 characters. Offers are counted from 1. */
  train: (workload: string, run: string, candidate: string, resumption = 0, offer = 1): string =>
    `${workload}-${run}-t-${candidate}${again(resumption, offer)}`,
  /** `<workload>-<10 hex of run and resumption>`: a tuning job's name has at most 32 characters. */
  tune: (workload: string, run: string, resumption = 0): string =>
    `${workload}-${fingerprint({ run, resumption }, 10)}`,
  evaluate: (workload: string, run: string, resumption = 0): string =>
    `${workload}-${run}-evaluate${again(resumption)}`,
} as const;

/** The candidate that a job trains, or undefined for another job. A candidate's own name never ends as a later job's does. */
export function candidateOfJob(workload: string, run: string, job: string): string | undefined {
  const prefix = jobName.train(workload, run, '');
  return job.startsWith(prefix) ? job.slice(prefix.length).replace(/-(?:r\d+|o\d|r\d+o\d)$/, '') : undefined;
}

/** The one production variant. A version never goes into a variant's name: a blue/green update needs it unchanged. */
export const VARIANT_NAME = 'live';

export const endpointName = (environment: string, workload: string): string => `trainyard-${environment}-${workload}`;
export const modelPackageGroupName = endpointName;
/** A model and an endpoint configuration are immutable: both are named after the package they serve. */
export const servingName = (environment: string, workload: string, packageVersion: number, revision: string): string =>
  `ty-${environment}-${workload}-v${packageVersion}-${revision}`;

/** Where to find every model and endpoint configuration of a workload: `prefix` for a search, `pattern` for the hits. */
export const servingNames = (environment: string, workload: string): { prefix: string; pattern: RegExp } => {
  const prefix = `ty-${environment}-${workload}-v`;
  return { prefix, pattern: new RegExp(`^${prefix}\\d+-[0-9a-f]{8}$`) };
};

/** SSM parameters that describe a deployed environment to the CLI and the Lambdas. */
export const parameterName = {
  /** JSON of `Platform` (`domain/platform.ts`). */
  platform: (environment: string): string => `/trainyard/${environment}/platform`,
  /** JSON of `WorkloadConfig`. */
  workload: (environment: string, workload: string): string => `/trainyard/${environment}/workloads/${workload}`,
  workloads: (environment: string): string => `/trainyard/${environment}/workloads`,
} as const;

/** Keys in the lake bucket. A manifest lies apart from the Parquet files: beside them it would break the table. */
export const lakeKey = {
  version: (workload: string, version: number): string => `datasets/workload=${workload}/version=${version}/`,
  split: (workload: string, version: number, split: string): string =>
    `datasets/workload=${workload}/version=${version}/split=${split}/`,
  manifests: (workload: string): string => `manifests/${workload}/`,
  manifest: (workload: string, version: number): string => `manifests/${workload}/${version}.json`,
  /** Says which version has a dataset's content. */
  manifestById: (workload: string, datasetId: string): string => `manifests/${workload}/ids/${datasetId}.json`,
  /** JSON Lines of `EvaluationRow`, one file per run. */
  evaluations: (workload: string, run: string): string => `evaluations/workload=${workload}/${run}.jsonl`,
  /** JSON Lines of `TrialRow`, one file per tuning job. */
  trials: (workload: string, tuningJob: string): string => `trials/workload=${workload}/${tuningJob}.jsonl`,
  /** JSON Lines of `QuarantinedRow`, one file per upload; rewritten whole, so that a retry changes nothing. */
  quarantine: (workload: string, uploadId: string): string =>
    `quarantine/workload=${workload}/upload=${uploadId}/rows.jsonl`,
} as const;

/** How the keys of experiments end. */
export const EXPERIMENT_FILE = '/experiment.json';

/** Keys in the artifacts bucket: everything a run makes lies under its own prefix. */
export const artifactKey = {
  plan: (workload: string, run: string): string => `${workload}/runs/${run}/plan.json`,
  prepare: (workload: string, run: string): string => `${workload}/runs/${run}/prepare/`,
  summary: (workload: string, run: string): string => `${workload}/runs/${run}/prepare/summary.json`,
  /** A try's dataset, which is no version. */
  dataset: (workload: string, run: string): string => `${workload}/runs/${run}/dataset/`,
  datasetSplit: (workload: string, run: string, split: string): string =>
    `${workload}/runs/${run}/dataset/split=${split}/`,
  /** SageMaker writes `<prefix><jobName>/output/model.tar.gz` below it. */
  train: (workload: string, run: string): string => `${workload}/runs/${run}/train/`,
  /** The same for every attempt of a run to train a candidate, so that each goes on where the one before it ended. */
  checkpoints: (workload: string, run: string, candidate: string): string =>
    `${workload}/runs/${run}/checkpoints/${candidate}/`,
  /** JSON of `TrainResults`: what became of each candidate. */
  trainResults: (workload: string, run: string): string => `${workload}/runs/${run}/train/results.json`,
  /** JSON of `TuningReport`: every trial of the run's tuning job. */
  tuning: (workload: string, run: string): string => `${workload}/runs/${run}/train/tuning.json`,
  /** `evaluation.json`, `evaluation.html` and `paired.json` lie in it. */
  evaluate: (workload: string, run: string): string => `${workload}/runs/${run}/evaluate/`,
  evaluation: (workload: string, run: string): string => `${workload}/runs/${run}/evaluate/evaluation.json`,
  decision: (workload: string, run: string): string => `${workload}/runs/${run}/gate/decision.json`,
  /** JSON of `Experiment`: what a run was given and came to. */
  experiment: (workload: string, run: string): string => `${workload}/runs/${run}${EXPERIMENT_FILE}`,
} as const;

/** Keys of pretrained models in the artifacts bucket. */
export const baseKey = {
  all: 'bases/',
  base: (name: string): string => `bases/${name}/`,
  /** JSON of `BaseDescription`, which names the files that count. */
  description: (name: string): string => `bases/${name}/base.json`,
  /** The files of one content; they never change, so a job that starts again reads the same ones. */
  files: (name: string, digest: string): string => `bases/${name}/${digest}/`,
} as const;

/** The workload an object key belongs to, or undefined when it lies in no folder. */
export function workloadOfKey(key: string): string | undefined {
  const slash = key.indexOf('/');
  const name = slash > 0 ? key.slice(0, slash) : undefined;
  return name !== undefined && workloadName.safeParse(name).success ? name : undefined;
}

/** Address of an object, or of every object below a key that ends in a slash. */
export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
