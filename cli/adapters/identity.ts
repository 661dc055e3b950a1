import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

/** STS: who runs the command. */
export class Identity {
  private readonly client: STSClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new STSClient(options));
  }

  async callerArn(): Promise<string> {
    const answer = await this.client.send(new GetCallerIdentityCommand({}));
    return answer.Arn ?? 'unknown';
  }
}
