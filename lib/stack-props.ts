import type { StackProps } from 'aws-cdk-lib';
import type { Configuration } from '../config/load.ts';
import type { DataStack } from './stacks/data.ts';
import type { NotificationsStack } from './stacks/notifications.ts';

/** What every stack above the data gets. */
export interface PlatformStackProps extends StackProps {
  readonly configuration: Configuration;
  readonly data: DataStack;
  readonly notifications: NotificationsStack;
}
