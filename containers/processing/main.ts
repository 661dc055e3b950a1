import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import { actAs } from '../../faults/component.ts';
import { S3Objects, s3Client } from './adapters/s3.ts';
import { runEvaluate } from './evaluate/job.ts';
import { failureLine } from './failure.ts';
import { runPrepare } from './prepare/job.ts';
import { processingSettings } from './settings.ts';

/** The container's entry: `main.mjs prepare|evaluate`. Exits 0 when the job has an answer, also when that is a refusal. */
async function main(stage: string | undefined): Promise<void> {
  const settings = processingSettings(process.env);
  actAs(`${stage}-job`);
  const objects = new S3Objects(s3Client());
  const context = { settings, objects, now: () => new Date() };
  switch (stage) {
    case 'prepare':
      return runPrepare(context);
    case 'evaluate':
      return runEvaluate(context);
    default:
      throw new PlatformError('USAGE', `unknown job "${stage ?? ''}"`, { next: 'Give prepare or evaluate.' });
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  const line = failureLine(error);
  process.stderr.write(`${line}\n`);
  // SageMaker shows this file as the job's ExitMessage.
  const directory = join(process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml', 'output');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'message'), line.slice(0, 1000));
  process.exitCode = 1;
}
