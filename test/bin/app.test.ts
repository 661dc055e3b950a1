import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';

const ROOT = join(import.meta.dirname, '..', '..');
const folders: string[] = [];

/** Runs the app as the CDK CLI does, without any AWS setting. Returns its templates by file name. */
async function synthesizeIn(timeZone: string, context: Record<string, string>): Promise<Record<string, string>> {
  const out = mkdtempSync(join(tmpdir(), 'trainyard-synth-'));
  folders.push(out);
  const { context: flags }: { context: Record<string, unknown> } = JSON.parse(
    readFileSync(join(ROOT, 'cdk.json'), 'utf8'),
  );
  const { PATH = '' } = process.env;
  await execa(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    extendEnv: false,
    env: {
      PATH,
      TZ: timeZone,
      CDK_OUTDIR: out,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...flags, ...context }),
    },
    timeout: 60_000,
  });
  const files = readdirSync(out).filter((file) => /\.(template|assets)\.json$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(out, file), 'utf8')]));
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the app', () => {
  it('synthesizes without credentials, and the same bytes in another folder and time zone', async () => {
    const first = await synthesizeIn('UTC', { environment: 'prod' });
    const second = await synthesizeIn('Asia/Tokyo', { environment: 'prod' });

    expect(Object.keys(first)).toHaveLength(14);
    expect(second).toEqual(first);
  }, 130_000);

  it('refuses an environment that has no file, and names those there are', async () => {
    await expect(synthesizeIn('UTC', { environment: 'nowhere' })).rejects.toThrow(
      /nowhere has no file; there are dev, local, prod, staging/,
    );
  }, 65_000);
});
