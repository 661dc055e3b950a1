import type { EnvironmentInput } from '../environment.ts';

/** Write your own account and region here. */
export default {
  name: 'staging',
  account: '222222222222',
  region: 'eu-central-1',
  approval: { policy: 'manual' },
} satisfies EnvironmentInput;
