import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** AWS as one identity sees it. */
export function clientsOf(endpoint: string, credentials: Credentials) {
  // The SDK notes in the object it gets where it came from.
  const options = { endpoint, credentials: { ...credentials }, region: 'us-east-1', maxAttempts: 3 };
  const dynamo = new DynamoDBClient(options);
  return {
    cloudFormation: new CloudFormationClient(options),
    apiGateway: new APIGatewayClient(options),
    cloudWatch: new CloudWatchClient(options),
    documents: DynamoDBDocumentClient.from(dynamo),
    dynamo,
    eventBridge: new EventBridgeClient(options),
    iam: new IAMClient(options),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sageMaker: new SageMakerClient(options),
    sageMakerRuntime: new SageMakerRuntimeClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
    stepFunctions: new SFNClient(options),
    sts: new STSClient(options),
  };
}
export type Clients = ReturnType<typeof clientsOf>;

export async function apiKeyValue({ apiGateway }: Clients, apiKeyId: string): Promise<string> {
  const { value } = await apiGateway.send(new GetApiKeyCommand({ apiKey: apiKeyId, includeValue: true }));
  if (value === undefined) throw new Error(`the API key ${apiKeyId} has no value`);
  return value;
}
