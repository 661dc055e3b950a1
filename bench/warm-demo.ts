import { execa } from 'execa';
import { ROOT } from '../cli/root.ts';
import type { Figure } from './figure.ts';
import { timed } from './seconds.ts';

/** `npm run demo` where everything is installed. It leaves its runtime up for the measurements that come after it. */
export async function warmDemo(): Promise<Figure[]> {
  const { seconds } = await timed(() =>
    execa('npm', ['run', 'demo', '--', '--keep'], { cwd: ROOT, stdout: 'ignore', stderr: 'inherit' }),
  );
  return [{ name: 'warm demo', value: seconds, unit: 's', target: 90 }];
}
