// A CDK app of one stack: a table, and the bucket whose objects are to be kept when the test says so.
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';

const app = new App();
const env = { account: '000000000000', region: 'us-east-1' };
const stack = new Stack(app, 'small', { env });
new StringParameter(stack, 'Environment', {
  parameterName: '/small/environment',
  stringValue: String(app.node.tryGetContext('environment')),
});
new Bucket(stack, 'Bucket', { bucketName: 'small-bucket', removalPolicy: RemovalPolicy.DESTROY });
