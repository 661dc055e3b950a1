import { ENSEMBLE } from '../workload/ensemble.ts';
import { modelOf } from './candidates.ts';
import type { Experiment } from './experiment.ts';
import type { ExperimentSources } from './sources.ts';

type Lineage = Experiment['lineage'];

/** From the uploads to the endpoint, as far as the run came. */
export function lineageOf(sources: ExperimentSources): Lineage {
  const { run, plan, approval, release } = sources;
  const { packageArn, packageVersion } = run;
  return {
    uploads: plan.value.uploads.map(({ uploadId, key, versionId, isNew }) => ({ uploadId, key, versionId, isNew })),
    ...datasetOf(sources),
    ...winnerOf(sources),
    ...(packageArn === undefined || packageVersion === undefined
      ? {}
      : { package: { arn: packageArn, version: packageVersion } }),
    ...(approval?.decision === undefined ? {} : { approval: approvalOf(approval, approval.decision) }),
    ...(release === undefined
      ? {}
      : {
          release: {
            modelName: release.modelName,
            endpointConfigName: release.endpointConfigName,
            releasedAt: release.releasedAt,
          },
        }),
  };
}

function datasetOf({ summary }: ExperimentSources): Pick<Lineage, 'dataset'> {
  if (summary?.value.outcome !== 'prepared') return {};
  const { id, version, parent, rowsPerSplit } = summary.value.manifest;
  return { dataset: { id, version, ...(parent === undefined ? {} : { parent }), rowsPerSplit } };
}

function winnerOf({ evaluation, results }: ExperimentSources): Pick<Lineage, 'trainings' | 'model'> {
  const winner = evaluation?.value.candidates.find(({ name }) => name === evaluation.value.selected);
  if (winner?.status !== 'evaluated') return { trainings: [] };
  const trained =
    winner.family === ENSEMBLE ? (evaluation?.value.ensemble?.members ?? []).map(({ name }) => name) : [winner.name];
  return {
    trainings: (results?.value.results ?? [])
      .filter(({ candidate }) => trained.includes(candidate))
      .map(({ candidate, jobName }) => ({ candidate, jobName })),
    model: modelOf(winner),
  };
}

type Approval = NonNullable<Lineage['approval']>;

const approvalOf = (
  { decidedBy, reason, decidedAt }: NonNullable<ExperimentSources['approval']>,
  decision: Approval['decision'],
): Approval => ({
  decision,
  ...(decidedBy === undefined ? {} : { by: decidedBy }),
  ...(reason === undefined ? {} : { reason }),
  ...(decidedAt === undefined ? {} : { at: decidedAt }),
});
