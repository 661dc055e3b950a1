import { DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { actAs } from '../../faults/component.ts';
import { awsClient } from '../../lambdas/runtime/aws-client.ts';

actAs('register');
await awsClient(SageMakerClient).send(new DescribeModelCommand({ ModelName: 'm' }));
