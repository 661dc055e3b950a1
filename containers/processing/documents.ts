import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { lakeKey } from '../../domain/names.ts';
import { type Manifest, manifestSchema } from '../../domain/prepare/manifest.ts';
import type { ObjectPlace, ObjectStore } from './adapters/s3.ts';
import type { ProcessingSettings } from './settings.ts';

/** The plan of a job's run, which is its input `plan`. */
export async function readPlan({ inputDirectory }: Pick<ProcessingSettings, 'inputDirectory'>): Promise<Plan> {
  return planSchema.parse(JSON.parse(await readFile(join(inputDirectory('plan'), 'plan.json'), 'utf8')));
}

/** A JSON document in S3; undefined where there is none. */
export async function readDocument<T>(
  place: ObjectPlace,
  schema: z.ZodType<T>,
  objects: Pick<ObjectStore, 'readText'>,
): Promise<T | undefined> {
  const text = await objects.readText(place);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** The manifest of a dataset version; undefined where there is none. */
export const readManifest = (
  lake: { readonly objects: Pick<ObjectStore, 'readText'>; readonly bucket: string; readonly workload: string },
  version: number,
): Promise<Manifest | undefined> =>
  readDocument({ bucket: lake.bucket, key: lakeKey.manifest(lake.workload, version) }, manifestSchema, lake.objects);
