import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { awsClient } from './aws-client.ts';
import type { RoleCredentials } from './credentials.ts';

/** Who a job or a model acts as. */
export interface Identity {
  /** The trust policy of the role as JSON text; undefined when there is no such role. */
  trustPolicy(roleArn: string): Promise<string | undefined>;
  assume(roleArn: string): Promise<RoleCredentials>;
}

const SESSION_SECONDS = 3600;

export class AwsIdentity implements Identity {
  readonly #iam = awsClient(IAMClient, {});
  readonly #sts = awsClient(STSClient, {});

  async trustPolicy(roleArn: string): Promise<string | undefined> {
    try {
      const answer = await this.#iam.send(
        new GetRoleCommand({ RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1) }),
      );
      if (answer.Role?.Arn !== roleArn) return undefined;
      return decodeURIComponent(answer.Role.AssumeRolePolicyDocument ?? '');
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchEntityException') return undefined;
      throw error;
    }
  }

  async assume(roleArn: string): Promise<RoleCredentials> {
    const answer = await this.#sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'SageMaker', DurationSeconds: SESSION_SECONDS }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error(`STS gave no credentials for ${roleArn}`);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration ?? new Date(Date.now() + SESSION_SECONDS * 1000),
    };
  }
}
