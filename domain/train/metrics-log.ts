import { z } from 'zod';
import { PlatformError } from '../errors.ts';

const figure = z.number().nullish();
const seconds = z.number().min(0).max(1e9).nullish();

/**
 * A line of `metrics.jsonl`: what a training emitted after a step, of the step or of a validation. A number that is not
 * finite is null there.
 */
export const metricsRecordSchema = z.object({
  step: z.int().min(0),
  train_loss: figure,
  validation_loss: figure,
  validation_accuracy: figure,
  validation_macro_f1: figure,
  data_seconds: seconds,
  forward_seconds: seconds,
  backward_seconds: seconds,
  optimizer_seconds: seconds,
  /** Of all saves since the record before. */
  save_seconds: seconds,
});
export type MetricsRecord = z.infer<typeof metricsRecordSchema>;

/** Reads `metrics.jsonl`. Throws `ARTIFACT_INVALID` that names the first line which is no record. */
export function readMetricsLog(text: string): MetricsRecord[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, index) => {
    const record = metricsRecordSchema.safeParse(parsed(line)).data;
    if (record !== undefined) return record;
    throw new PlatformError('ARTIFACT_INVALID', `line ${index + 1} of metrics.jsonl is no record of metrics`);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
