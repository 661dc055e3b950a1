import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { credentialsSchema } from './credentials.ts';
import { runtimeLayout } from './layout.ts';

const portSchema = z.int().min(1).max(65_535);

const restartSchema = z.strictObject({
  at: z.iso.datetime(),
  /** What died, and how, in one sentence. */
  reason: z.string(),
});

/** A process of the runtime that died and was started again. */
export type Restart = z.infer<typeof restartSchema>;

/** What the supervisor writes about the runtime it keeps, each time something changes. */
export const runtimeRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  state: z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']),
  /** The supervisor's; the children are its own business. */
  pid: z.int().positive(),
  startedAt: z.iso.datetime(),
  gatewayPort: portSchema,
  planePort: portSchema,
  credentials: credentialsSchema,
  /** Since it was started, the oldest first. */
  restarts: z.array(restartSchema).default([]),
  /** Why it failed, in one sentence. */
  reason: z.string().optional(),
});

export type RuntimeRecord = z.infer<typeof runtimeRecordSchema>;

/** Replaces the record whole, so that no reader ever sees half of one. */
export async function writeRecord(stateDirectory: string, record: RuntimeRecord): Promise<void> {
  const { recordFile } = runtimeLayout(stateDirectory);
  const draft = `${recordFile}.tmp`;
  await writeFile(draft, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, recordFile);
}

/** The last record, or undefined when there is none or it is not one of ours. */
export async function readRecord(stateDirectory: string): Promise<RuntimeRecord | undefined> {
  const text = await readFile(runtimeLayout(stateDirectory).recordFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = runtimeRecordSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
