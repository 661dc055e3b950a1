import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import { decidingFigure } from '../../../domain/evaluate/deciding-metric.ts';
import { selectEnsemble } from '../../../domain/evaluate/ensemble.ts';
import type { EnsembleResult, MeasuredEnsemble } from '../../../domain/evaluate/report.ts';
import type { EvaluatedCandidate } from '../../../domain/evaluate/select.ts';
import { isQuickEnough } from '../../../domain/gate/rules/latency.ts';
import { ENSEMBLE, type EnsembleConfig } from '../../../domain/workload/ensemble.ts';
import type { GateConfig } from '../../../domain/workload/gate.ts';
import {
  type CandidateRoom,
  candidateDirectory,
  type MeasuredCandidate,
  measureArtifact,
  sha256OfFile,
} from './candidates.ts';
import { measureLatency } from './latency.ts';
import { openModel, unpackArtifact } from './model.ts';
import { type PackedMember, packEnsemble } from './pack-ensemble.ts';
import type { EvaluationRow } from './rows.ts';

export interface EnsemblePlace {
  /** Folder of its artifact, which lies there under its own digest: another one never takes its place. */
  readonly directory: string;
  /** Where that folder lies after the job, without a slash at its end. */
  readonly uri: string;
}

export interface EnsembleRoom extends CandidateRoom, EnsemblePlace {
  readonly config: EnsembleConfig;
  readonly gate: GateConfig;
  readonly datasetVersion: number;
}

export interface Ensemble {
  readonly result: EnsembleResult;
  /** Present when it is better on validation than its best candidate, and quick enough beside it. */
  readonly candidate?: EvaluatedCandidate;
}

type Measurements = Pick<MeasuredEnsemble, 'figure' | 'bestFigure' | 'p50Ms' | 'bestP50Ms'>;

/**
 * Averages the best of the candidates, measures what the inference core makes of the packed artifact, and keeps that when
 * it gains enough by the deciding metric over `best`. Undefined when no two of them are better than one.
 */
export async function evaluateEnsemble(
  measured: readonly MeasuredCandidate[],
  best: EvaluatedCandidate,
  validation: readonly EvaluationRow[],
  room: EnsembleRoom,
): Promise<Ensemble | undefined> {
  const members = membersOf(measured, room);
  if (members.length < 2) return undefined;
  const archive = join(room.workDirectory, 'ensemble.tar.gz');
  await packEnsemble(members, room, archive);
  const shares = members.map(({ name, weight }) => ({ name, weight }));
  const refused = await whyRefused(archive, room);
  if (refused !== undefined) return { result: { status: 'failed', members: shares, reason: refused } };
  const sha256 = await sha256OfFile(archive);
  const artifactUri = `${room.uri}/${sha256}/model.tar.gz`;
  const artifact = { name: ENSEMBLE, family: ENSEMBLE, artifactUri, archive };
  const { result: candidate } = await measureArtifact(artifact, validation, room);
  const measurements = {
    figure: decidingFigure(room.gate.metric, candidate.validation),
    bestFigure: decidingFigure(room.gate.metric, best.validation),
    ...(await p50sOf(best, validation, room)),
  };
  const taken = isTaken(measurements, room);
  const result: EnsembleResult = { status: 'measured', members: shares, ...measurements, taken };
  if (!taken) return { result };
  await mkdir(join(room.directory, sha256), { recursive: true });
  await copyFile(archive, join(room.directory, sha256, 'model.tar.gz'));
  return { result, candidate };
}

/** Of an archive that nobody would open, as one that is too large. */
async function whyRefused(archive: string, room: EnsembleRoom): Promise<string | undefined> {
  try {
    await unpackArtifact(archive, candidateDirectory(room, ENSEMBLE));
    return undefined;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'ARTIFACT_INVALID') return `${error.code}: ${error.message}`;
    throw error;
  }
}

function isTaken(
  { figure, bestFigure, p50Ms, bestP50Ms }: Measurements,
  { config, gate }: Pick<EnsembleRoom, 'config' | 'gate'>,
): boolean {
  const gain = figure - bestFigure;
  return gain > 0 && gain >= config.minimumGain && isQuickEnough(p50Ms, bestP50Ms, gate);
}

/** Averaged column by column: what has other labels cannot take part, nor can what is an average already. */
function membersOf(measured: readonly MeasuredCandidate[], room: EnsembleRoom): PackedMember[] {
  const fitting = measured.filter(
    ({ model }) => model.family !== ENSEMBLE && model.labels.join('\n') === room.labels.join('\n'),
  );
  return selectEnsemble(
    fitting.map(({ result, predictions }) => ({ name: result.name, predictions })),
    room.config.maxMembers,
  ).map((member) => ({ ...member, directory: candidateDirectory(room, member.name) }));
}

async function p50sOf(
  best: EvaluatedCandidate,
  validation: readonly EvaluationRow[],
  room: EnsembleRoom,
): Promise<Pick<Measurements, 'p50Ms' | 'bestP50Ms'>> {
  const ensemble = await openModel(candidateDirectory(room, ENSEMBLE));
  const single = await openModel(candidateDirectory(room, best.name));
  const texts = validation.map(({ text }) => text);
  try {
    const { challengerP50Ms, championP50Ms = Number.NaN } = await measureLatency(texts, ensemble, single);
    return { p50Ms: challengerP50Ms, bestP50Ms: championP50Ms };
  } finally {
    await ensemble.close();
    await single.close();
  }
}
