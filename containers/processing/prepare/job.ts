import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareSummarySchema } from '../../../domain/prepare/manifest.ts';
import { readPlan } from '../documents.ts';
import type { JobContext } from '../settings.ts';
import { prepare } from './prepare.ts';

/** The prepare job: plan.json in, the lake and summary.json out. */
export async function runPrepare({ settings, objects, now }: JobContext): Promise<void> {
  const plan = await readPlan(settings);
  const { rawBucket, lakeBucket, artifactsBucket, workDirectory } = settings;
  const summary = prepareSummarySchema.parse(
    await prepare({ plan, objects, rawBucket, lakeBucket, artifactsBucket, workDirectory, now }),
  );
  await mkdir(settings.outputDirectory, { recursive: true });
  await writeFile(join(settings.outputDirectory, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const counts = summary.outcome === 'prepared' ? summary.manifest.counts : summary.counts;
  const line = { stage: 'prepare', runId: plan.runId, outcome: summary.outcome, ...counts };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
