import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { evaluationReportSchema, pairedPredictionsSchema } from '../../../domain/evaluate/report.ts';
import { artifactKey, s3Uri } from '../../../domain/names.ts';
import { prepareSummarySchema } from '../../../domain/prepare/manifest.ts';
import { trainResultsSchema } from '../../../domain/train/results.ts';
import { ENSEMBLE } from '../../../domain/workload/ensemble.ts';
import type { ObjectPlace, ObjectStore } from '../adapters/s3.ts';
import { readDocument, readPlan } from '../documents.ts';
import type { JobContext } from '../settings.ts';
import { evaluate } from './evaluate.ts';
import { reportPage } from './html/page.ts';

/** The evaluate job: plan.json and the dataset in; evaluation.json, paired.json and evaluation.html out, and an ensemble. */
export async function runEvaluate({ settings, objects, now }: JobContext): Promise<void> {
  const plan = await readPlan(settings);
  const { workload, runId } = plan;
  const read = <T>(key: string, schema: z.ZodType<T>): Promise<T> =>
    readArtifact({ bucket: settings.artifactsBucket, key }, schema, objects);
  const summary = await read(artifactKey.summary(workload, runId), prepareSummarySchema);
  const results = await read(artifactKey.trainResults(workload, runId), trainResultsSchema);
  if (summary.outcome !== 'prepared') {
    throw new PlatformError('EVALUATION_INVALID', 'the run has no dataset: its prepare stage refused the uploads');
  }
  const evaluation = await evaluate({
    plan,
    manifest: summary.manifest,
    results,
    datasetDirectory: settings.inputDirectory('dataset'),
    workDirectory: settings.workDirectory,
    ensemble: {
      directory: join(settings.outputDirectory, ENSEMBLE),
      uri: s3Uri(settings.artifactsBucket, `${artifactKey.evaluate(workload, runId)}${ENSEMBLE}`),
    },
    objects,
    lakeBucket: settings.lakeBucket,
    now,
  });
  const report = evaluationReportSchema.parse(evaluation.report);
  const paired = pairedPredictionsSchema.parse(evaluation.paired);
  await mkdir(settings.outputDirectory, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(settings.outputDirectory, name), text);
  await write('evaluation.json', `${JSON.stringify(report, null, 2)}\n`);
  await write('paired.json', `${JSON.stringify(paired)}\n`);
  await write('evaluation.html', reportPage(report, plan.deployed.config.gate));
  const line = { stage: 'evaluate', runId, selected: report.selected, champion: report.champion.name };
  process.stdout.write(`${JSON.stringify({ ...line, accuracy: report.challenger.test.accuracy })}\n`);
}

async function readArtifact<T>(place: ObjectPlace, schema: z.ZodType<T>, objects: ObjectStore): Promise<T> {
  const document = await readDocument(place, schema, objects);
  if (document === undefined) throw new PlatformError('EVALUATION_INVALID', `${place.key} is gone`);
  return document;
}
