import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const measuredSchema = z.object({
  counts: z.object({ received: z.int(), accepted: z.int(), duplicates: z.int(), quarantined: z.int() }),
  rowsPerSplit: z.record(z.string(), z.int()),
  /** From the first byte read to the last one written. */
  seconds: z.number(),
  /** Of all threads, the start of the program included. */
  cpuSeconds: z.number(),
  peakRssBytes: z.number(),
});

/** What one program said of one file. */
export type Measured = z.infer<typeof measuredSchema>;

/** Runs a program that prints its figures as one JSON object. */
export async function measure(command: string, args: readonly string[]): Promise<Measured> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
  return measuredSchema.parse(JSON.parse(output));
}
