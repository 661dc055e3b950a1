import { join } from 'node:path';

/** Root of the repository: where `package.json`, `cdk.json` and `trainyard.json` lie. */
export const ROOT = join(import.meta.dirname, '..');
