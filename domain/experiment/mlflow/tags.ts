import type { Experiment, ExperimentCandidate } from '../experiment.ts';

/** Tags by which runs are found again. */
export const TAG = {
  runId: 'trainyard.run_id',
  candidate: 'trainyard.candidate',
  /** Digest of the experiment that was logged last, and whole. */
  experiment: 'trainyard.experiment',
  /** Hash of what a run of MLflow keeps for ever. */
  content: 'trainyard.content',
  parent: 'mlflow.parentRunId',
} as const;

type Tags = Readonly<Record<string, string>>;
type Maybe = Readonly<Record<string, string | number | boolean | undefined>>;

/** Decision, lineage, and where everything lies: references, no copies. */
export function runTags(experiment: Experiment, environment: string): Tags {
  const { runId, workload, lineage, decision, documents, error } = experiment;
  const { dataset, approval, release, model } = lineage;
  return {
    'mlflow.runName': runId,
    ...ours({
      run_id: runId,
      ...origin(experiment, environment),
      outcome: experiment.outcome,
      resumptions: experiment.resumptions,
      same_as: experiment.sameAs,
      error: error && `${error.code}: ${error.what}`,
      config_hash: experiment.configHash,
      tried: experiment.tried && JSON.stringify(experiment.tried),
      selected: experiment.selected,
      decision: decision?.verdict,
      decision_metric: decision?.metric,
      decision_reasons: decision?.reasons.join('\n'),
      uploads: lineage.uploads.map(({ key, versionId }) => `${key}?versionId=${versionId}`).join('\n'),
      dataset_id: dataset?.id,
      dataset_version: dataset?.version,
      training_jobs: lineage.trainings.map(({ jobName }) => jobName).join('\n') || undefined,
      model_uri: model?.uri,
      model_sha256: model?.sha256,
      model_package_arn: lineage.package?.arn,
      model_package_version: lineage.package?.version,
      approval: approval?.decision,
      approved_by: approval?.by,
      approval_reason: approval?.reason,
      endpoint_config: release?.endpointConfigName,
      released_at: release?.releasedAt,
      inference_image: experiment.inferenceImage,
    }),
    ...ours(Object.fromEntries(Object.entries(documents).map(([name, one]) => [`document.${name}`, one?.uri]))),
    'mlflow.source.name': `trainyard/${workload}`,
    'mlflow.source.type': 'JOB',
  };
}

/** What became of a candidate. */
export function candidateTags(candidate: ExperimentCandidate, experiment: Experiment, environment: string): Tags {
  const { name, family, status, reason, base, jobs, model } = candidate;
  return {
    'mlflow.runName': name,
    ...ours({
      run_id: experiment.runId,
      candidate: name,
      ...origin(experiment, environment),
      family,
      status,
      reason,
      selected: experiment.selected === name,
      training_jobs: jobs.map((job) => job.name).join('\n') || undefined,
      image: candidate.image,
      source_sha256: candidate.sourceSha256,
      base: base?.name,
      base_digest: base?.digest,
      model_uri: model?.uri,
      model_sha256: model?.sha256,
    }),
  };
}

const origin = ({ workload }: Experiment, environment: string): Maybe => ({ workload, environment });

/** Those that have a value, as text under `trainyard.`. */
const ours = (values: Maybe): Tags =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`trainyard.${name}`, String(value)]],
    ),
  );
