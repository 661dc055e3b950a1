import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, processingInputSchema } from '../../../domain/processing/messages.ts';
import { actAs } from '../../../faults/component.ts';
import { throughPoint } from '../../../faults/effect.ts';
import type { ObjectStore } from '../adapters/s3.ts';
import { failureLine } from '../failure.ts';
import { type JobContext, processingSettings } from '../settings.ts';
import { bringInput, putOutput } from './folders.ts';

export interface ProcessingFunctionProps {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly objects: ObjectStore;
  readonly run: Readonly<Record<Program, (context: JobContext) => Promise<void>>>;
}

/**
 * The function that does a processing job's work: it brings the inputs into folders, runs the program and puts the
 * output, as SageMaker does round a container. It leaves nothing behind, and finds nothing of an invocation that died.
 */
export function processingFunction({ environment, objects, run }: ProcessingFunctionProps) {
  return async (event: unknown): Promise<void> => {
    const { program, inputs, outputUri } = processingInputSchema.parse(event);
    actAs(`${program}-function`);
    const directory = directoryOf(environment);
    const settings = processingSettings({ ...environment, SAGEMAKER_BASE_DIR: directory });
    try {
      await throughPoint('handler', async () => {
        await rm(directory, { recursive: true, force: true });
        for (const [name, uri] of Object.entries(inputs)) {
          await bringInput(uri, settings.inputDirectory(name), objects);
        }
        await mkdir(settings.outputDirectory, { recursive: true });
        await run[program]({ settings, objects, now: () => new Date() });
        await putOutput(settings.outputDirectory, outputUri, objects);
      });
    } catch (error) {
      process.stderr.write(`${failureLine(error)}\n`);
      throw error;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
}

/** An execution environment keeps its log stream when its process dies, and its files too. */
const directoryOf = ({ AWS_LAMBDA_LOG_STREAM_NAME: stream = 'none' }: ProcessingFunctionProps['environment']): string =>
  join(tmpdir(), `processing-${stream.replaceAll(/[^\w-]+/g, '-')}`);
