import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { retentionOf } from '../configured.ts';
import type { SageMakerArns } from '../sagemaker-arns.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import { StageFunction } from './stage-function.ts';

export interface RuntimeCleanupProps extends PlatformStackProps {
  readonly arns: SageMakerArns;
}

/**
 * Removes, when the environment is destroyed, what runs outside CloudFormation: endpoints with their configurations
 * and models, and the model packages where data may go. Everything by the environment's names and tag.
 */
export class RuntimeCleanup extends Construct {
  constructor(scope: Construct, id: string, { configuration, arns }: RuntimeCleanupProps) {
    super(scope, id);
    const { environment } = configuration;
    const deletesPackages = environment.removalPolicy === 'destroy';
    const cleanup = new StageFunction(this, 'Cleanup', {
      stage: 'cleanup',
      description: 'Removes endpoints when the environment is destroyed',
      logRetentionDays: retentionOf(configuration),
      timeout: Duration.minutes(14),
      environment: { TRAINYARD_ENVIRONMENT: environment.name },
    });
    // Lists know no resource; what may be deleted, the statements after it say.
    cleanup.allow(['sagemaker:ListEndpoints', 'sagemaker:ListEndpointConfigs', 'sagemaker:ListModels'], ['*']);
    cleanup.allow(['sagemaker:DescribeEndpoint', 'sagemaker:DeleteEndpoint', 'sagemaker:ListTags'], arns.endpoints);
    cleanup.allow(
      ['sagemaker:DescribeEndpointConfig', 'sagemaker:DeleteEndpointConfig', 'sagemaker:ListTags'],
      arns.endpointConfigs,
    );
    cleanup.allow(['sagemaker:DeleteModel', 'sagemaker:ListTags'], arns.models);
    if (deletesPackages) {
      cleanup.allow(
        ['sagemaker:ListModelPackages', 'sagemaker:DeleteModelPackage'],
        [...arns.packageGroups, ...arns.packages],
      );
    }
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::RuntimeCleanup',
      serviceToken: cleanup.function.functionArn,
      serviceTimeout: Duration.minutes(15),
      properties: {
        Environment: environment.name,
        Workloads: configuration.workloads.map(({ name }) => name),
        DeletePackages: deletesPackages,
      },
    });
  }
}
