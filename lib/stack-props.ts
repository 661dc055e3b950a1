import type { StackProps } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Configuration } from '../config/load.ts';
import type { DataStack } from './stacks/data.ts';
import type { NotificationsStack } from './stacks/notifications.ts';

/** What every stack above the data gets. */
export interface PlatformStackProps extends StackProps {
  readonly configuration: Configuration;
  readonly data: DataStack;
  readonly notifications: NotificationsStack;
}

/** Retention in days is the value of CDK's enumeration. */
export const retentionOf = ({ environment }: Configuration): RetentionDays => environment.logRetentionDays;

export const workloadNames = ({ workloads }: Configuration): string[] => workloads.map(({ name }) => name);

/** Tags of what is created outside CloudFormation; the clean-up removes what carries the first one. */
export const runtimeTags = ({ environment }: Configuration): Record<string, string> => ({
  'trainyard:environment': environment.name,
});
