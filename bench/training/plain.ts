import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Inputs } from './job.ts';
import { surroundings, transformerPython } from './python.ts';

/** `max_length` as in the tutorial of transformers; `longest` pads each batch to its longest text. */
export const PADDINGS = ['max_length', 'longest'] as const;
export type Padding = (typeof PADDINGS)[number];

const plainSchema = z.object({
  /** Of training with its validations and saves. */
  seconds: z.number().positive(),
  accuracy: z.number(),
});

export type PlainTraining = z.infer<typeof plainSchema>;

/** Trains with the `Trainer` of transformers, and measures its model in PyTorch. */
export async function trainPlain(folder: string, inputs: Inputs, padding: Padding): Promise<PlainTraining> {
  rmSync(folder, { recursive: true, force: true });
  const script = join(import.meta.dirname, 'baseline.py');
  const { base, channels, hyperparameters } = inputs;
  const child = spawn(transformerPython(), [script, base, channels, folder, padding, JSON.stringify(hyperparameters)], {
    env: surroundings(inputs.gpu),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`the plain training ended with ${code}: ${output}`);
  // Its own lines of metrics come before.
  return plainSchema.parse(JSON.parse(output.trimEnd().split('\n').at(-1) ?? ''));
}
