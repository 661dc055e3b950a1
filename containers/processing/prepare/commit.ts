import { PlatformError } from '../../../domain/errors.ts';
import { lakeKey } from '../../../domain/names.ts';
import { type Manifest, manifestSchema, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import type { ObjectStore } from '../adapters/s3.ts';

export interface Lake {
  readonly objects: ObjectStore;
  readonly bucket: string;
  readonly workload: string;
}

/** Metadata of a data file: the dataset that it belongs to. */
const DATASET_ID = 'dataset-id';

/** Versions that crashed runs left behind, at most, before the number of the next free one. */
const ABANDONED_LIMIT = 1_000;

/** The newest committed version, or undefined before the first. */
export async function latestManifest({ objects, bucket, workload }: Lake): Promise<Manifest | undefined> {
  const prefix = lakeKey.manifests(workload);
  const versions = (await objects.list(bucket, prefix)).flatMap((key) => {
    const version = /^(\d+)\.json$/.exec(key.slice(prefix.length))?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  if (versions.length === 0) return undefined;
  const text = await objects.readText({ bucket, key: lakeKey.manifest(workload, Math.max(...versions)) });
  return text === undefined ? undefined : manifestSchema.parse(JSON.parse(text));
}

/**
 * Claims a version for a dataset by putting its training rows where nothing is, then puts the other splits. A version
 * that another dataset claimed is passed over, so that two writers never mix their files, whoever is late.
 * Gives the version; its manifest is still to be written.
 */
export async function putSplits(
  { objects, bucket, workload }: Lake,
  datasetId: string,
  paths: Readonly<Record<Split, string>>,
  first: number,
): Promise<number> {
  const metadata = { [DATASET_ID]: datasetId };
  for (let version = first; version < first + ABANDONED_LIMIT; version += 1) {
    const place = (split: Split) => ({ bucket, key: `${lakeKey.split(workload, version, split)}part-0.parquet` });
    const claim = await objects.putFile(place('train'), paths.train, { ifAbsent: true, metadata });
    const owner = claim === 'done' ? datasetId : (await objects.metadata(place('train')))?.[DATASET_ID];
    if (owner !== datasetId) continue;
    for (const split of SPLITS) {
      if (split !== 'train') await objects.putFile(place(split), paths[split], { metadata });
    }
    return version;
  }
  throw new PlatformError('UNEXPECTED', `no free dataset version after ${first - 1}`);
}

/** Commits a version; when its manifest is there already, gives that one. */
export async function putManifest({ objects, bucket, workload }: Lake, manifest: Manifest): Promise<Manifest> {
  const place = { bucket, key: lakeKey.manifest(workload, manifest.version) };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if ((await objects.putText(place, text, { ifAbsent: true })) === 'done') return manifest;
  const committed = await objects.readText(place);
  if (committed === undefined) throw new PlatformError('UNEXPECTED', `manifest ${manifest.version} came and went`);
  return manifestSchema.parse(JSON.parse(committed));
}
