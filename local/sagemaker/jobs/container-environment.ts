import { FAULTS_VARIABLE, faultsFolder } from '../../../faults/folder.ts';
import type { CredentialsProvider } from '../adapters/credentials.ts';
import type { Surroundings } from '../surroundings.ts';

/** What SageMaker itself sets in a container, and how to take its credentials back. */
export interface ContainerAccess {
  readonly environment: Readonly<Record<string, string>>;
  revoke(): void;
}

/** A container in network isolation gets no credentials of its role, and no word of where AWS is. */
export function grantAccess(
  { settings, credentials }: Pick<Surroundings, 'settings' | 'credentials'>,
  provider: CredentialsProvider,
  networkIsolation: boolean | undefined,
): ContainerAccess {
  const region = { AWS_REGION: settings.region, AWS_DEFAULT_REGION: settings.region };
  if (networkIsolation) return { environment: region, revoke: () => undefined };
  const grant = credentials.grant(provider);
  const faults = faultsFolder();
  return {
    environment: {
      ...region,
      ...settings.awsEndpoints,
      ...grant.environment,
      ...(faults && { [FAULTS_VARIABLE]: faults }),
    },
    revoke: () => grant.revoke(),
  };
}
