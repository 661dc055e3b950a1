import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { PlatformError } from '../../domain/errors.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

/** API Gateway: the key that callers send. */
export class ApiKeys {
  private readonly client: APIGatewayClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new APIGatewayClient(options));
  }

  async value(apiKeyId: string): Promise<string> {
    const answer = await this.client.send(new GetApiKeyCommand({ apiKey: apiKeyId, includeValue: true }));
    if (answer.value) return answer.value;
    throw new PlatformError('AWS_FAILED', 'API Gateway gave no value for the API key.', {
      next: 'Deploy again, so that the API has a key.',
    });
  }
}
