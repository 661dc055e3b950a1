import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { runtimeLayout } from './layout.ts';

/** The root credentials of one runtime. They open nothing but the emulator on this machine. */
export const credentialsSchema = z.strictObject({
  accessKeyId: z.string().regex(/^AKIA[A-Z2-7]{16}$/),
  secretAccessKey: z.string().min(40),
});

export type RootCredentials = z.infer<typeof credentialsSchema>;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Draws the state directory's credentials on the first start and keeps them, so that signed URLs outlive a restart. */
export async function keptCredentials(stateDirectory: string): Promise<RootCredentials> {
  const { credentialsFile } = runtimeLayout(stateDirectory);
  const kept = await readFile(credentialsFile, 'utf8').catch(() => undefined);
  if (kept === undefined) {
    const drawn = drawCredentials();
    await writeFile(credentialsFile, `${JSON.stringify(drawn)}\n`, { mode: 0o600 });
    return drawn;
  }
  const parsed = z.string().transform(parseJson).pipe(credentialsSchema).safeParse(kept);
  if (parsed.success) return parsed.data;
  throw new PlatformError('UNEXPECTED', `${credentialsFile} is not what the runtime wrote`, {
    next: 'Run `trainyard local reset` to start from nothing.',
    cause: parsed.error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function drawCredentials(): RootCredentials {
  const letters = Array.from(randomBytes(16), (byte) => BASE32.charAt(byte % BASE32.length)).join('');
  return { accessKeyId: `AKIA${letters}`, secretAccessKey: randomBytes(30).toString('base64url') };
}
