import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ROOT } from '../cli/root.ts';
import type { Figure } from './figure.ts';
import { timed } from './seconds.ts';

/** `cdk synth` of one environment, images staged and functions bundled. */
export async function synth(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-synth-'));
  try {
    const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
    const args = ['synth', '--quiet', '--context', 'environment=dev', '--output', folder];
    const { seconds } = await timed(() => execa(cdk, args, { cwd: ROOT, stdout: 'ignore' }));
    return [{ name: 'cdk synth', value: seconds, unit: 's', target: undefined }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
