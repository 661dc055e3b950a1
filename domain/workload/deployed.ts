import { z } from 'zod';
import type { Bases } from '../base/description.ts';
import { namedBases } from '../base/named-bases.ts';
import { sha256Hex } from '../digest.ts';
import { fingerprint } from '../hash.ts';
import { isTuned } from '../tune/tuned.ts';
import { brakesSchema } from './brakes.ts';
import type { Candidate } from './candidate.ts';
import { separatorOf } from './label-rules.ts';
import { workloadSchema } from './schema.ts';
import { smallDataSchema } from './small-data.ts';

/** The sources of a script, as one ZIP file. */
const sourceSchema = z.strictObject({
  /** `s3://…` of the object itself. */
  uri: z.string(),
  /** Of their content. */
  sha256: sha256Hex,
});
export type Source = z.infer<typeof sourceSchema>;

/** What the app writes to SSM for a workload: its configuration and the images that were built with it. */
export const deployedWorkloadSchema = z.strictObject({
  config: workloadSchema,
  approval: z.enum(['auto', 'manual']),
  approvalTimeoutSeconds: z.int().min(60),
  debounceSeconds: z.int().min(0),
  /** The environment's, with what the workload chose for itself. */
  brakes: brakesSchema.prefault({}),
  /** The environment's, with what the workload chose for itself; absent where no function was deployed. */
  smallData: smallDataSchema.optional(),
  images: z.strictObject({
    /** Training image by candidate name. */
    training: z.record(z.string(), z.string()),
    inference: z.string(),
  }),
  /** Of the candidates that are scripts, by name; absent where none is. */
  sources: z.record(z.string(), sourceSchema).optional(),
});

export type DeployedWorkload = z.infer<typeof deployedWorkloadSchema>;

/**
 * Identity of everything but the data that decides a run's result: 12 hexadecimal characters. Which machine trains, and
 * how it is paid for, decides nothing. `bases` are the pretrained models that the candidates start from, `sample` the
 * rows that a try takes.
 */
export function configurationHash(workload: DeployedWorkload, bases: Bases, sample?: number): string {
  const { columns, task, labels, maxTextLength, split, gate, ensemble, tune } = workload.config;
  const candidates = workload.config.candidates.map(decisive);
  // An image's tag is its content's hash; the registry before it differs between accounts.
  const tags = Object.fromEntries(
    Object.entries(workload.images.training).map(([candidate, uri]) => [
      candidate,
      uri.slice(uri.lastIndexOf(':') + 1),
    ]),
  );
  const sources = Object.entries(workload.sources ?? {}).map(([candidate, { sha256 }]) => [candidate, sha256] as const);
  const digests = namedBases(workload.config).map((name) => [name, bases[name]?.digest ?? null] as const);
  return fingerprint({
    columns,
    ...(task === 'single-label' ? {} : { task, labelSeparator: separatorOf(workload.config) }),
    labels,
    maxTextLength,
    split,
    candidates,
    gate,
    tags,
    ...(sources.length === 0 ? {} : { sources: Object.fromEntries(sources) }),
    ...(ensemble === undefined ? {} : { ensemble }),
    ...(sample === undefined ? {} : { sample }),
    // How many trials run side by side decides what a Bayesian search knows when it begins the next one.
    ...(workload.config.candidates.some(isTuned) ? { tune } : {}),
    ...(digests.length === 0 ? {} : { bases: Object.fromEntries(digests) }),
  });
}

/** What of a candidate can change its model. */
function decisive({ capacity: _capacity, interruptionsPerOffer: _interruptions, ...candidate }: Candidate): object {
  if (!('metricDefinitions' in candidate)) return candidate;
  const { metricDefinitions: _metrics, ...rest } = candidate;
  return rest;
}
