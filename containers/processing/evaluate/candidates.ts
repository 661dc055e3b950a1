import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import type { CandidateResult } from '../../../domain/evaluate/report.ts';
import type { TrainResult } from '../../../domain/train/results.ts';
import { openModel, unpackArtifact } from './model.ts';
import { predict } from './predict.ts';
import type { EvaluationRow } from './rows.ts';

export interface CandidateRoom {
  /** The run's folder, with `train/<jobName>/output/model.tar.gz`. */
  readonly runDirectory: string;
  readonly workDirectory: string;
  readonly labels: readonly string[];
}

/** Folder that a candidate's artifact is unpacked in. */
export const candidateDirectory = ({ workDirectory }: CandidateRoom, name: string): string =>
  join(workDirectory, `candidate-${name}`);

/** Measures one candidate on validation. An artifact that cannot be used makes it `failed`, with the reason. */
export async function evaluateCandidate(
  result: TrainResult,
  validation: readonly EvaluationRow[],
  room: CandidateRoom,
): Promise<CandidateResult> {
  const { candidate: name, family } = result;
  if (result.status === 'failed') return { status: 'failed', name, family, reason: result.reason };
  try {
    const archive = join(room.runDirectory, 'train', result.jobName, 'output', 'model.tar.gz');
    const size = await stat(archive).catch(() => undefined);
    if (size === undefined) throw new PlatformError('ARTIFACT_INVALID', 'the training job left no model.tar.gz');
    await unpackArtifact(archive, candidateDirectory(room, name));
    const model = await openModel(candidateDirectory(room, name));
    try {
      return {
        status: 'evaluated',
        name,
        family,
        artifactUri: result.artifactUri,
        artifactSha256: await sha256OfFile(archive),
        modelDigest: model.digest,
        sizeBytes: size.size,
        validation: metricsOf(await predict(model, validation, room.labels), room.labels),
      };
    } finally {
      await model.close();
    }
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') {
      return { status: 'failed', name, family, reason: `${error.code}: ${error.message}` };
    }
    throw error;
  }
}

/** SHA-256 of a file, as 64 hexadecimal characters. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
