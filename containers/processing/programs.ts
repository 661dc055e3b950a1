import type { Program } from '../../domain/processing/messages.ts';
import { runEvaluate } from './evaluate/job.ts';
import { runPrepare } from './prepare/job.ts';
import type { JobContext } from './settings.ts';

/** What the image can do, as a job and as a function. */
export const RUN: Readonly<Record<Program, (context: JobContext) => Promise<void>>> = {
  prepare: runPrepare,
  evaluate: runEvaluate,
};
