import { DescribeEndpointCommand, type EndpointStatus, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

export interface EndpointState {
  readonly name: string;
  readonly status: EndpointStatus;
  readonly configuration: string;
  readonly failureReason: string | undefined;
}

/** SageMaker endpoints, read only: the rollout state machine owns them. */
export class Endpoints {
  private readonly client: SageMakerClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new SageMakerClient(options));
  }

  /** Undefined when the endpoint does not exist; SageMaker says so by a ValidationException. */
  async describe(name: string): Promise<EndpointState | undefined> {
    try {
      const answer = await this.client.send(new DescribeEndpointCommand({ EndpointName: name }));
      return {
        name,
        status: answer.EndpointStatus ?? 'OutOfService',
        configuration: answer.EndpointConfigName ?? '',
        failureReason: answer.FailureReason,
      };
    } catch (error) {
      const isMissing =
        error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message);
      if (isMissing) return undefined;
      throw error;
    }
  }
}
