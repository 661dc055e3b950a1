import { artifactKey } from '../../../domain/names.ts';
import { type Manifest, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import type { ObjectStore } from '../adapters/s3.ts';

/** Puts a try's dataset beside its run: it is no version, so the lineage of versions knows nothing of it. */
export async function keepTry(
  objects: ObjectStore,
  bucket: string,
  manifest: Manifest,
  paths: Readonly<Record<Split, string>>,
): Promise<Manifest> {
  for (const split of SPLITS) {
    const key = `${artifactKey.datasetSplit(manifest.workload, manifest.runId, split)}part-0.parquet`;
    await objects.putFile({ bucket, key }, paths[split], { metadata: {} });
  }
  return manifest;
}
