import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Configuration } from '../config/load.ts';
import { namedBases } from '../domain/base/named-bases.ts';

/** Retention in days is the value of CDK's enumeration. */
export const retentionOf = ({ environment }: Configuration): RetentionDays => environment.logRetentionDays;

/** Names of the bases that candidates start from, each once. */
export const configuredBases = ({ workloads }: Configuration): string[] => [...new Set(workloads.flatMap(namedBases))];

export const workloadNames = ({ workloads }: Configuration): string[] => workloads.map(({ name }) => name);

/** Tags of what is created outside CloudFormation; the clean-up removes what carries the first one. */
export const runtimeTags = ({ environment }: Configuration): Record<string, string> => ({
  'trainyard:environment': environment.name,
});
