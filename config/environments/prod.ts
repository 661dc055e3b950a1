import type { EnvironmentInput } from '../environment.ts';

/** Write your own account and region here. */
export default {
  name: 'prod',
  account: '333333333333',
  region: 'eu-central-1',
  approval: { policy: 'manual' },
  logRetentionDays: 365,
} satisfies EnvironmentInput;
