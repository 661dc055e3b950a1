import type { RootCredentials } from './credentials.ts';

/** The only region and account of a local runtime. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';

/** An address, not a name: the S3 clients then address buckets by path, and nothing needs resolving. */
export const gatewayUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** What makes an AWS SDK, or the CDK CLI, talk to the emulator as its root. */
export function awsEnvironment(gatewayPort: number, credentials: RootCredentials): AwsEnvironment {
  return {
    AWS_ENDPOINT_URL: gatewayUrl(gatewayPort),
    AWS_ENDPOINT_URL_S3: gatewayUrl(gatewayPort),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
  };
}

export interface AwsEnvironment extends Record<string, string> {
  readonly AWS_ENDPOINT_URL: string;
  readonly AWS_ENDPOINT_URL_S3: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_REGION: string;
  readonly AWS_DEFAULT_REGION: string;
}
