import type { EnvironmentInput } from '../environment.ts';

/** The runtime on this machine: the emulator's account, no waiting, nothing kept. */
export default {
  name: 'local',
  account: '000000000000',
  region: 'us-east-1',
  removalPolicy: 'destroy',
  debounceSeconds: 0,
  approval: { policy: 'auto' },
  logRetentionDays: 7,
  sizes: { functionTimeoutSeconds: 120 },
  // Nothing costs money here; what would is still counted.
  brakes: { runsPerDay: 1_000, instanceHoursPerDay: 1_000, dollarsPerDay: 1_000, triggersPerWindow: 500 },
  // No image is pulled here: the folder of a virtual environment, relative to the repository, for each that a script needs.
  prebuiltImages: {},
} satisfies EnvironmentInput;
