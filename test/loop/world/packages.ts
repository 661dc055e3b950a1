import {
  CreateModelPackageCommand,
  DescribeModelPackageCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { modelPackageGroupName } from '../../../domain/names.ts';
import { type PackageFacts, packageFactsSchema } from '../../../domain/register/package-facts.ts';
import { WORKLOAD, type World } from './world.ts';

/** As a person in the console does. */
export async function approveInRegistry({ root }: World, packageArn: string | undefined): Promise<void> {
  await root.sageMaker.send(
    new UpdateModelPackageCommand({ ModelPackageArn: packageArn, ModelApprovalStatus: 'Approved' }),
  );
}

/** An approved package like the live one, but for what the test changes of its facts. Gives its ARN and version. */
export async function registerLike(
  world: World,
  packageArn: string,
  change: Partial<PackageFacts>,
): Promise<{ packageArn: string; packageVersion: number }> {
  const { sageMaker } = world.root;
  const like = await sageMaker.send(new DescribeModelPackageCommand({ ModelPackageName: packageArn }));
  const facts = packageFactsSchema.parse(like.CustomerMetadataProperties);
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: modelPackageGroupName('local', WORKLOAD),
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: like.InferenceSpecification,
      CustomerMetadataProperties: { ...facts, ...change },
    }),
  );
  return {
    packageArn: ModelPackageArn,
    packageVersion: Number(ModelPackageArn.slice(ModelPackageArn.lastIndexOf('/') + 1)),
  };
}
