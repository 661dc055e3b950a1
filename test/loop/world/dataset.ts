import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type EvaluationReport, evaluationReportSchema } from '../../../domain/evaluate/report.ts';
import { artifactKey, lakeKey } from '../../../domain/names.ts';
import {
  type Manifest,
  manifestSchema,
  type PrepareSummary,
  prepareSummarySchema,
  type QuarantinedRow,
  quarantinedRowSchema,
} from '../../../domain/prepare/manifest.ts';
import { WORKLOAD, type World } from './world.ts';

async function read({ root }: World, bucket: string, key: string): Promise<string> {
  const { Body } = await root.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

/** What the prepare job of a run found in each upload. */
export const summaryOf = async (world: World, runId: string): Promise<PrepareSummary> =>
  prepareSummarySchema.parse(
    JSON.parse(await read(world, world.platform.artifactsBucket, artifactKey.summary(WORKLOAD, runId))),
  );

/** What the evaluation of a run measured. */
export async function evaluationOf(world: World, runId: string): Promise<EvaluationReport> {
  const key = `${artifactKey.evaluate(WORKLOAD, runId)}evaluation.json`;
  return evaluationReportSchema.parse(JSON.parse(await read(world, world.platform.artifactsBucket, key)));
}

/** The rows of an upload that were set aside. */
export async function quarantineOf(world: World, uploadId: string): Promise<QuarantinedRow[]> {
  const lines = await read(world, world.platform.lakeBucket, lakeKey.quarantine(WORKLOAD, uploadId));
  return lines
    .trim()
    .split('\n')
    .map((line) => quarantinedRowSchema.parse(JSON.parse(line)));
}

/** A dataset version's manifest. */
export const manifestOf = async (world: World, version: number): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await read(world, world.platform.lakeBucket, lakeKey.manifest(WORKLOAD, version))));
