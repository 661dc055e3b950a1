import type { EnvironmentInput } from '../environment.ts';

/** Write your own account and region here. */
export default {
  name: 'dev',
  account: '111111111111',
  region: 'eu-central-1',
  removalPolicy: 'destroy',
  approval: { policy: 'auto' },
  logRetentionDays: 30,
} satisfies EnvironmentInput;
