import type { Grant } from '../roles/credentials-desk.ts';
import type { Settings } from '../settings.ts';

/** What SageMaker sets in every container, below what the request sets. */
export const containerEnvironment = (settings: Settings, grant: Grant | undefined): Record<string, string> => ({
  AWS_REGION: settings.region,
  AWS_DEFAULT_REGION: settings.region,
  ...settings.awsEndpoints,
  ...grant?.environment,
});
