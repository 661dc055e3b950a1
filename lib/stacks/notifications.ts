import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../../config/environment.ts';
import { serviceMayUseKey } from '../constructs/data-bucket.ts';

export interface NotificationsStackProps extends StackProps {
  readonly environment: EnvironmentConfig;
}

/** The topic that people hear from: the outcome of every run, and every alarm. */
export class NotificationsStack extends Stack {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: NotificationsStackProps) {
    super(scope, id, props);
    const key = new Key(this, 'Key', {
      description: `Notifications of Trainyard ${props.environment.name}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(serviceMayUseKey(this, 'cloudwatch.amazonaws.com'));
    this.topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true });
    const { email } = props.environment.notifications;
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }
}
