import { type BaseDescription, digestOf } from '../../../domain/base/description.ts';
import { sha256 } from '../../../domain/hash.ts';
import { type Plan, planSchema } from '../../../domain/lease/plan.ts';
import type { WorkloadInput } from '../../../domain/workload/schema.ts';

interface BaseFacts {
  /** Stands for the content of its files. */
  readonly content?: string;
  readonly maxPositions?: number;
}

/** A base as it was added. */
export function aBase(name: string, { content = 'weights', maxPositions = 512 }: BaseFacts = {}): BaseDescription {
  const files = {
    'config.json': { sha256: sha256('config'), bytes: 6 },
    'model.safetensors': { sha256: sha256(content), bytes: content.length },
    'tokenizer.json': { sha256: sha256('tokenizer'), bytes: 9 },
  };
  return {
    schemaVersion: 1,
    name,
    source: `folder:${name}`,
    architecture: 'bert',
    hiddenSize: 384,
    layers: 6,
    maxPositions,
    files,
    digest: digestOf(files),
    addedAt: '2026-11-21T12:00:00.000Z',
  };
}

type CandidateInput = NonNullable<WorkloadInput['candidates']>[number];
type Transformer = Extract<CandidateInput, { family: 'transformer' }>;

export const transformer = (name: string, hyperparameters: Transformer['hyperparameters']): Transformer => ({
  name,
  family: 'transformer',
  hyperparameters,
});

/** The plan of a run with these candidates, made while these bases were there. */
export const planWith = (candidates: readonly CandidateInput[], bases: readonly BaseDescription[]): Plan =>
  planSchema.parse({
    schemaVersion: 1,
    workload: 'reviews',
    runId: '3fa9c1d2e4b5-1',
    attempt: 1,
    configHash: '3fa9c1d2e4b5',
    fencingToken: 1,
    createdAt: '2026-01-01T00:00:00Z',
    deployed: {
      config: { name: 'reviews', labels: { '0': 'negative', '1': 'positive' }, candidates },
      approval: 'auto',
      approvalTimeoutSeconds: 60,
      debounceSeconds: 0,
      images: {
        training: Object.fromEntries(candidates.map(({ name }) => [name, 'registry/images:tag'])),
        inference: 'registry/images:other',
      },
    },
    bases: Object.fromEntries(bases.map(({ name, digest }) => [name, digest])),
    uploads: [{ uploadId: 'u', key: 'reviews/u.csv', versionId: 'v', sizeBytes: 1, isNew: true }],
  });
