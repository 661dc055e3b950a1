import { type EvaluationReport, evaluationReportSchema } from '../../domain/evaluate/report.ts';
import type { ReadTraining } from '../../domain/evaluate/training-report.ts';
import type { Experiment } from '../../domain/experiment/experiment.ts';
import { artifactKey } from '../../domain/names.ts';
import type { Connection } from '../connection/connect.ts';

/** How the training of a candidate went, where it has steps. */
export interface CandidateTraining {
  readonly candidate: string;
  readonly training: ReadTraining;
}

/** A run as it is compared: its experiment, and the curves of its trainings. */
export interface ComparedRun {
  readonly experiment: Experiment;
  readonly trainings: readonly CandidateTraining[];
}

/** An experiment with the curves of its evaluation, as far as it came to one. */
export async function withTrainings(
  experiment: Experiment,
  { objects, platform }: Pick<Connection, 'objects' | 'platform'>,
): Promise<ComparedRun> {
  const { workload, runId, documents } = experiment;
  if (documents.evaluation === undefined) return { experiment, trainings: [] };
  const text = await objects.read(platform.artifactsBucket, artifactKey.evaluation(workload, runId));
  if (text === undefined) return { experiment, trainings: [] };
  return { experiment, trainings: trainingsOf(evaluationReportSchema.parse(JSON.parse(text))) };
}

const trainingsOf = ({ candidates }: EvaluationReport): CandidateTraining[] =>
  candidates.flatMap((candidate) =>
    candidate.status === 'evaluated' &&
    candidate.training?.status === 'read' &&
    candidate.training.trainLoss.length + candidate.training.validation.length > 1
      ? [{ candidate: candidate.name, training: candidate.training }]
      : [],
  );
