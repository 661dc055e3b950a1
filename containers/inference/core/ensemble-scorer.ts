import path from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import {
  type EnsembleDescription,
  MEMBERS_FOLDER,
  type MemberDescription,
  memberFolder,
} from '../../../domain/model/families/ensemble.ts';
import { refuseUnlisted, requireFolder } from './files.ts';
import { openGraph } from './graph-scorer.ts';
import { loadModel } from './model.ts';
import type { Scorer } from './scorer.ts';
import type { SessionOptions } from './session.ts';

interface WeightedScorer extends Scorer {
  readonly weight: number;
}

/**
 * Averages the probabilities of an ensemble's members by their weights. Throws ARTIFACT_INVALID when one is missing, has
 * another digest than the ensemble's description says, or has other labels.
 */
export async function openEnsemble(
  directory: string,
  { labels, members }: EnsembleDescription,
  options: SessionOptions,
): Promise<Scorer> {
  refuseUnlisted(directory, new Set(['model.json', MEMBERS_FOLDER]));
  requireFolder(path.join(directory, MEMBERS_FOLDER));
  refuseUnlisted(path.join(directory, MEMBERS_FOLDER), new Set(members.map((_member, index) => String(index + 1))));
  const opened: WeightedScorer[] = [];
  const close = async (): Promise<void> => {
    for (const member of opened) await member.close();
  };
  try {
    for (const [index, member] of members.entries()) {
      opened.push(await openMember(path.join(directory, memberFolder(index + 1)), member, labels, options));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { probabilities: (texts) => meanOf(opened, texts, labels.length), close };
}

async function openMember(
  folder: string,
  { candidate, digest, weight }: MemberDescription,
  labels: readonly string[],
  options: SessionOptions,
): Promise<WeightedScorer> {
  requireFolder(folder);
  const model = loadModel(folder, digest);
  if (model.description.labels.join('\n') !== labels.join('\n')) {
    throw new PlatformError('ARTIFACT_INVALID', `member ${candidate} of the ensemble has other labels`);
  }
  return { ...(await openGraph(model, options)), weight };
}

/** One member after the other: they share the threads that they are given. */
async function meanOf(
  members: readonly WeightedScorer[],
  texts: readonly string[],
  labels: number,
): Promise<Float32Array[]> {
  const sums = texts.map(() => new Float64Array(labels));
  for (const { probabilities, weight } of members) {
    for (const [text, row] of (await probabilities(texts)).entries()) {
      const sum = sums[text];
      row.forEach((probability, label) => {
        if (sum !== undefined) sum[label] = (sum[label] ?? 0) + weight * probability;
      });
    }
  }
  return sums.map((sum) => Float32Array.from(sum));
}
