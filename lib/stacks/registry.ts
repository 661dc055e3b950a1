import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import type { Configuration } from '../../config/load.ts';
import { modelPackageGroupName } from '../../domain/names.ts';

export interface RegistryStackProps extends StackProps {
  readonly configuration: Configuration;
}

/** One model package group a workload: every model that was ever trained to the end, with its approval status. */
export class RegistryStack extends Stack {
  constructor(scope: Construct, id: string, props: RegistryStackProps) {
    super(scope, id, props);
    const { environment, workloads } = props.configuration;
    for (const { name } of workloads) {
      const group = new CfnModelPackageGroup(this, `Group-${name}`, {
        modelPackageGroupName: modelPackageGroupName(environment.name, name),
        modelPackageGroupDescription: `Models of ${name}`,
      });
      // A group with packages cannot be deleted; the packages go first where data may go at all.
      group.applyRemovalPolicy(environment.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    }
  }
}
