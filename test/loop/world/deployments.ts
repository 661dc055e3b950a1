import { existsSync, readFileSync } from 'node:fs';
import { logFile } from '../../../local/runtime/index.ts';
import type { World } from './world.ts';

/** The stacks of an environment, without the beginning of their names, in the order of their deployment. */
export const STACKS = ['data', 'notifications', 'registry', 'api', 'serving', 'training', 'description'] as const;

/** What deployments have said so far. */
export function deployLog({ stateDirectory }: World): string {
  const file = logFile(stateDirectory, 'deploy');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
