import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import { PROGRAMS } from '../../domain/processing/messages.ts';
import { actAs } from '../../faults/component.ts';
import { S3Objects, s3Client } from './adapters/s3.ts';
import { failureLine } from './failure.ts';
import { processingFunction } from './function/invocation.ts';
import { serveInvocations } from './function/runtime-api.ts';
import { RUN } from './programs.ts';
import { processingSettings } from './settings.ts';

/** A job's entry: `main.mjs prepare|evaluate`. Exits 0 when the job has an answer, also when that is a refusal. */
async function runJob(given: string | undefined): Promise<void> {
  const settings = processingSettings(process.env);
  const program = PROGRAMS.find((one) => one === given);
  if (program === undefined) {
    throw new PlatformError('USAGE', `unknown job "${given ?? ''}"`, { next: 'Give prepare or evaluate.' });
  }
  actAs(`${program}-job`);
  await RUN[program]({ settings, objects: new S3Objects(s3Client()), now: () => new Date() });
}

/** SageMaker shows what lies in this file as the job's ExitMessage. */
async function leaveMessage(error: unknown): Promise<void> {
  const line = failureLine(error);
  process.stderr.write(`${line}\n`);
  const directory = join(process.env.SAGEMAKER_BASE_DIR ?? '/opt/ml', 'output');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'message'), line.slice(0, 1000));
  process.exitCode = 1;
}

/** The container's entry. `main.mjs function` is the same image as a Lambda function, which does either for small data. */
const [, , command] = process.argv;
if (command === 'function') {
  const objects = new S3Objects(s3Client());
  await serveInvocations(process.env, processingFunction({ environment: process.env, objects, run: RUN }));
} else {
  await runJob(command).catch(leaveMessage);
}
