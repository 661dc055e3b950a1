import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import { taskOf } from '../../../domain/evaluate/report.ts';
import type { Task } from '../../../domain/labels/task.ts';
import type { Champion, Plan } from '../../../domain/lease/plan.ts';
import { lakeKey } from '../../../domain/names.ts';
import type { Manifest } from '../../../domain/prepare/manifest.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import { placeOfUri } from '../adapters/s3-uri.ts';
import { readManifest } from '../documents.ts';
import { sha256OfFile } from './candidates.ts';
import { type EvaluatedModel, openModel, unpackArtifact } from './model.ts';
import { taskOfModel } from './predict.ts';
import { type EvaluationRow, readRows } from './rows.ts';

/** Brings the champion's artifact, checks that it is the one that was released, and opens it. */
export async function openChampion(
  champion: Champion,
  objects: ObjectStore,
  workDirectory: string,
  task: Task,
): Promise<EvaluatedModel> {
  const archive = join(workDirectory, 'champion.tar.gz');
  if ((await objects.download(placeOfUri(champion.artifactUri), archive)) === 'absent') {
    throw new PlatformError('EVALUATION_INVALID', `the artifact of package ${champion.packageVersion} is gone`, {
      next: 'Restore the object, or release another package.',
    });
  }
  if ((await sha256OfFile(archive)) !== champion.artifactSha256) {
    throw new PlatformError(
      'EVALUATION_INVALID',
      `the artifact of package ${champion.packageVersion} is not the one that was released: its digest differs`,
    );
  }
  const directory = join(workDirectory, 'champion');
  await unpackArtifact(archive, directory);
  const model = await openModel(directory);
  if (taskOfModel(model) === task) return model;
  await model.close();
  throw new PlatformError(
    'EVALUATION_INVALID',
    `package ${champion.packageVersion} is live as a ${taskOfModel(model)} model, and the workload is ${task} now`,
    {
      next: 'Give texts of the other kind a workload of their own: callers of this one expect the answers that it gives.',
    },
  );
}

/**
 * The champion's own test rows: those of its dataset version that come from uploads which still count. None when that
 * version was split by another rule, for its test rows may be training rows now.
 */
export async function ownTestRows(
  champion: Champion,
  plan: Plan,
  manifest: Manifest,
  objects: ObjectStore,
  lakeBucket: string,
  workDirectory: string,
): Promise<EvaluationRow[]> {
  const lake = { objects, bucket: lakeBucket, workload: plan.workload };
  const own = await readManifest(lake, champion.datasetVersion);
  if (own === undefined) {
    throw new PlatformError('EVALUATION_INVALID', `the manifest of dataset version ${champion.datasetVersion} is gone`);
  }
  if (own.lineage !== manifest.lineage) return [];
  const directory = join(workDirectory, 'own-rows');
  await mkdir(directory, { recursive: true });
  const keys = await objects.list(lakeBucket, lakeKey.split(plan.workload, champion.datasetVersion, 'test'));
  const paths: string[] = [];
  for (const [index, found] of keys
    .filter((one) => one.endsWith('.parquet'))
    .sort()
    .entries()) {
    const path = join(directory, `part-${index}.parquet`);
    if ((await objects.download({ bucket: lakeBucket, key: found }, path)) === 'done') paths.push(path);
  }
  const counted = new Set(plan.uploads.map((upload) => upload.uploadId));
  return (await readRows(paths, manifest.labels, taskOf(manifest))).filter((row) => counted.has(row.uploadId));
}
