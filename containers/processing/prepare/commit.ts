import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { lakeKey } from '../../../domain/names.ts';
import { type Manifest, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import { readManifest } from '../documents.ts';

export interface Lake {
  readonly objects: ObjectStore;
  readonly bucket: string;
  readonly workload: string;
}

/** Metadata of a data file: the dataset that it belongs to. */
const DATASET_ID = 'dataset-id';

/** A place for a dataset in the sequence of versions. */
export interface VersionPlace {
  readonly version: number;
  /** Newest version before it. */
  readonly parent: number | undefined;
}

/**
 * Commits a dataset: gives the version that has its content, or puts the manifest of the next one where none is, so
 * that versions follow one another without a gap and one writer wins each. The files come after the manifest, which is
 * what owns their place: a writer that died in between finds its version when it runs again, as does any other with the
 * same content, and completes the files. `paths`: a Parquet file per split.
 */
export async function commitDataset(
  lake: Lake,
  id: string,
  paths: Readonly<Record<Split, string>>,
  manifestOf: (place: VersionPlace) => Manifest,
): Promise<Manifest> {
  const manifest = await findOrCommit(lake, id, manifestOf);
  await rememberId(lake, manifest);
  await putFiles(lake, manifest, paths);
  return manifest;
}

async function findOrCommit(lake: Lake, id: string, manifestOf: (place: VersionPlace) => Manifest): Promise<Manifest> {
  let latest = await latestManifest(lake);
  // In this order: all versions below the newest one can be found by their ids.
  const known = latest?.id === id ? latest : await findById(lake, id);
  if (known !== undefined) return known;
  for (;;) {
    if (latest !== undefined) await rememberId(lake, latest);
    const version = (latest?.version ?? 0) + 1;
    const manifest = manifestOf({ version, parent: latest?.version });
    if ((await putManifest(lake, manifest)) === 'done') return manifest;
    latest = await readManifest(lake, version);
    if (latest === undefined) throw new PlatformError('UNEXPECTED', `manifest ${version} came and went`);
    if (latest.id === id) return latest;
  }
}

/** The newest committed version, or undefined before the first. */
async function latestManifest(lake: Lake): Promise<Manifest | undefined> {
  const prefix = lakeKey.manifests(lake.workload);
  let newest = 0;
  for (const key of await lake.objects.list(lake.bucket, prefix)) {
    const version = /^(\d+)\.json$/.exec(key.slice(prefix.length))?.[1];
    if (version !== undefined) newest = Math.max(newest, Number(version));
  }
  return newest === 0 ? undefined : readManifest(lake, newest);
}

function putManifest({ objects, bucket, workload }: Lake, manifest: Manifest): Promise<'done' | 'exists'> {
  const place = { bucket, key: lakeKey.manifest(workload, manifest.version) };
  return objects.putText(place, `${JSON.stringify(manifest, null, 2)}\n`, { ifAbsent: true });
}

const byIdSchema = z.strictObject({ version: z.int().min(1) });

async function findById(lake: Lake, id: string): Promise<Manifest | undefined> {
  const { objects, bucket, workload } = lake;
  const text = await objects.readText({ bucket, key: lakeKey.manifestById(workload, id) });
  return text === undefined ? undefined : readManifest(lake, byIdSchema.parse(JSON.parse(text)).version);
}

async function rememberId({ objects, bucket, workload }: Lake, { id, version }: Manifest): Promise<void> {
  const place = { bucket, key: lakeKey.manifestById(workload, id) };
  await objects.putText(place, `${JSON.stringify({ version })}\n`, { ifAbsent: true });
}

/** Puts the files that are not there yet. Files that an older release left at a number it never committed give way. */
async function putFiles(
  { objects, bucket, workload }: Lake,
  { id, version }: Manifest,
  paths: Readonly<Record<Split, string>>,
): Promise<void> {
  for (const split of SPLITS) {
    const place = { bucket, key: `${lakeKey.split(workload, version, split)}part-0.parquet` };
    if ((await objects.metadata(place))?.[DATASET_ID] === id) continue;
    await objects.putFile(place, paths[split], { metadata: { [DATASET_ID]: id } });
  }
}
