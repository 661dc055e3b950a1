import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ROOT } from '../cli/root.ts';
import type { Figure } from './figure.ts';
import { timed } from './seconds.ts';

/** A fresh clone's first `npm run demo`, set-up included. */
export async function coldDemo(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'trainyard-cold-'));
  try {
    await execa('git', ['clone', '--quiet', '--no-hardlinks', ROOT, folder]);
    const { seconds } = await timed(() =>
      execa('npm', ['run', 'demo'], { cwd: folder, stdout: 'ignore', stderr: 'inherit' }),
    );
    return [{ name: 'cold demo', value: seconds, unit: 's', target: 300 }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
