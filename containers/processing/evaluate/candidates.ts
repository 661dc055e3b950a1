import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import type { Predictions } from '../../../domain/evaluate/predictions.ts';
import type { CandidateResult } from '../../../domain/evaluate/report.ts';
import type { EvaluatedCandidate } from '../../../domain/evaluate/select.ts';
import type { Task } from '../../../domain/labels/task.ts';
import type { TrainResult } from '../../../domain/train/results.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import { placeOfUri } from '../adapters/s3-uri.ts';
import { type EvaluatedModel, openModel, unpackArtifact } from './model.ts';
import { predict, taskOfModel } from './predict.ts';
import type { EvaluationRow } from './rows.ts';
import { readTraining } from './training.ts';

export interface CandidateRoom {
  /** With each job's `model.tar.gz` and, beside it, its `output.tar.gz`. */
  readonly objects: Pick<ObjectStore, 'download'>;
  readonly workDirectory: string;
  readonly labels: readonly string[];
  readonly task: Task;
}

/** A candidate with what it predicts on validation. */
export interface MeasuredCandidate {
  readonly result: EvaluatedCandidate;
  readonly predictions: Predictions;
  /** What its own `model.json` says. */
  readonly model: Pick<EvaluatedModel, 'labels' | 'family'>;
}

export interface FailedCandidate {
  readonly result: Exclude<CandidateResult, EvaluatedCandidate>;
}

/** Folder that a candidate's artifact is unpacked in. */
export const candidateDirectory = ({ workDirectory }: CandidateRoom, name: string): string =>
  join(workDirectory, `candidate-${name}`);

/** Measures one candidate on validation. An artifact that cannot be used makes it `failed`, with the reason. */
export async function evaluateCandidate(
  result: TrainResult,
  validation: readonly EvaluationRow[],
  room: CandidateRoom,
): Promise<MeasuredCandidate | FailedCandidate> {
  const { candidate: name, family } = result;
  const failed = (reason: string): FailedCandidate => ({ result: { status: 'failed', name, family, reason } });
  if (result.status === 'failed') return failed(result.reason);
  try {
    const place = placeOfUri(result.artifactUri);
    const archive = join(room.workDirectory, `${name}-model.tar.gz`);
    if ((await room.objects.download(place, archive)) === 'absent') {
      throw new PlatformError('ARTIFACT_INVALID', 'the training job left no model.tar.gz');
    }
    await unpackArtifact(archive, candidateDirectory(room, name));
    const measured = await measureArtifact(
      { name, family, artifactUri: result.artifactUri, archive },
      validation,
      room,
    );
    const output = join(room.workDirectory, `${name}-output.tar.gz`);
    const found = await room.objects.download({ ...place, key: beside(place.key, 'output.tar.gz') }, output);
    const training = await readTraining(found === 'absent' ? undefined : output);
    return { ...measured, result: { ...measured.result, training } };
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') {
      return failed(`${error.code}: ${error.message}`);
    }
    throw error;
  }
}

const beside = (key: string, name: string): string => posix.join(posix.dirname(key), name);

interface Artifact {
  readonly name: string;
  readonly family: string;
  readonly artifactUri: string;
  /** Path of the `model.tar.gz`, which is unpacked in the candidate's directory. */
  readonly archive: string;
}

/** Measures an unpacked artifact on validation. Throws ARTIFACT_INVALID. */
export async function measureArtifact(
  { archive, ...artifact }: Artifact,
  validation: readonly EvaluationRow[],
  room: CandidateRoom,
): Promise<MeasuredCandidate> {
  const model = await openModel(candidateDirectory(room, artifact.name));
  try {
    if (taskOfModel(model) !== room.task) {
      throw new PlatformError('ARTIFACT_INVALID', `it is a ${taskOfModel(model)} model; the workload is ${room.task}`);
    }
    const predictions = await predict(model, validation, room.labels);
    const result: EvaluatedCandidate = {
      status: 'evaluated',
      ...artifact,
      artifactSha256: await sha256OfFile(archive),
      modelDigest: model.digest,
      sizeBytes: (await stat(archive)).size,
      packages: { ...model.packages },
      validation: metricsOf(predictions, room.labels),
    };
    return { result, predictions, model: { labels: model.labels, family: model.family } };
  } finally {
    await model.close();
  }
}

/** SHA-256 of a file, as 64 hexadecimal characters. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
