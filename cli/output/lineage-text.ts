import type { Experiment } from '../../domain/experiment/experiment.ts';
import type { Palette } from '../terminal/palette.ts';
import { count, moment } from './numbers.ts';
import { renderFacts } from './table.ts';

/** Where the run's model came from and went to, from the uploads to the endpoint, each with its digest. */
export function lineageText({ lineage, documents }: Experiment, palette: Palette): string {
  const { uploads, dataset, trainings, model, approval, release } = lineage;
  const fresh = uploads.filter(({ isNew }) => isNew);
  return renderFacts(
    [
      [
        'uploads',
        `${count(uploads.length)}, new: ${fresh.map(({ key, versionId }) => `${key} (${versionId})`).join(', ') || 'none'}`,
      ],
      ['dataset', dataset && `${dataset.version === 0 ? "a try's own" : `version ${dataset.version}`}  ${dataset.id}`],
      ['training', trainings.map(({ candidate, jobName }) => `${candidate}: ${jobName}`).join(', ') || undefined],
      ['model', model && `${model.uri}  sha256 ${model.sha256}`],
      ['evaluation', documents.evaluation && `${documents.evaluation.uri}  sha256 ${documents.evaluation.sha256}`],
      ['decision', documents.decision && `${documents.decision.uri}  sha256 ${documents.decision.sha256}`],
      ['package', lineage.package?.arn],
      ['approval', approval && [approval.decision, approval.by, approval.reason].filter(Boolean).join(', ')],
      ['endpoint', release && `${release.endpointConfigName} with ${release.modelName}, ${moment(release.releasedAt)}`],
    ],
    palette,
  );
}
