import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../config/load.ts';
import { refuseRecursion } from './checks/no-recursion.ts';
import type { PlatformStackProps } from './stack-props.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { DescriptionStack } from './stacks/description.ts';
import { NotificationsStack } from './stacks/notifications.ts';
import { RegistryStack } from './stacks/registry.ts';
import { ServingStack } from './stacks/serving.ts';
import { TrackingStack } from './stacks/tracking.ts';
import { TrainingStack } from './stacks/training.ts';

/** Adds the stacks of one environment to an app or to a stage of the delivery pipeline. */
export function addPlatform(scope: Construct, configuration: Configuration): void {
  const { name, account, region, mlflow } = configuration.environment;
  const common = (stack: string, description: string) => ({
    env: { account, region },
    stackName: `trainyard-${name}-${stack}`,
    description: `Trainyard ${name}: ${description}`,
  });
  const id = (stack: string): string => `trainyard-${name}-${stack}`;

  const data = new DataStack(scope, id('data'), {
    ...common('data', 'buckets, catalog and records'),
    configuration,
  });
  const notifications = new NotificationsStack(scope, id('notifications'), {
    ...common('notifications', 'the topic that people hear from'),
    environment: configuration.environment,
  });
  const shared = (stack: string, description: string): PlatformStackProps => ({
    ...common(stack, description),
    configuration,
    data,
    notifications,
  });
  const registry = new RegistryStack(scope, id('registry'), {
    ...common('registry', 'model package groups'),
    configuration,
  });
  const serving = new ServingStack(scope, id('serving'), shared('serving', 'inference images and rollouts'));
  const training = new TrainingStack(scope, id('training'), {
    ...shared('training', 'from an upload to a released model'),
    serving,
  });
  training.addStackDependency(registry);
  if (mlflow !== undefined) {
    new TrackingStack(scope, id('tracking'), { ...shared('tracking', 'experiments in MLflow'), mlflow });
  }
  const api = new ApiStack(scope, id('api'), shared('api', 'predictions'));
  const description = new DescriptionStack(scope, id('description'), {
    ...shared('description', 'parameters and clean-up'),
    serving,
    training,
    api,
  });
  description.addStackDependency(registry);

  refuseRecursion(scope);
  Tags.of(scope).add('trainyard:environment', name);
  Tags.of(scope).add('application', 'trainyard');
}
