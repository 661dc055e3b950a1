import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { PlatformError } from '../../domain/errors.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed, isSilence } from '../runtime/failure.ts';
import { isMissing } from './sagemaker-errors.ts';

export interface InferenceAnswer {
  readonly body: unknown;
  readonly variant: string;
}

export interface Inference {
  /**
   * Sends a JSON body to an endpoint. Throws `NO_MODEL_LIVE`, `THROTTLED`, `ENDPOINT_FAILED` or
   * `ENDPOINT_UNAVAILABLE`, whose messages say nothing about the model's insides.
   */
  invoke(endpointName: string, body: unknown, inferenceId: string): Promise<InferenceAnswer>;
}

export class SageMakerInference implements Inference {
  readonly #client: SageMakerRuntimeClient;

  /** The caller waits at most 29 s for API Gateway: one attempt and a retry must fit. */
  constructor(client = awsClient(SageMakerRuntimeClient, { requestTimeoutMs: 10_000, maxAttempts: 2 })) {
    this.#client = client;
  }

  async invoke(endpointName: string, body: unknown, inferenceId: string): Promise<InferenceAnswer> {
    try {
      const answer = await this.#client.send(
        new InvokeEndpointCommand({
          EndpointName: endpointName,
          ContentType: 'application/json',
          Accept: 'application/json',
          InferenceId: inferenceId,
          Body: JSON.stringify(body),
        }),
      );
      const text = new TextDecoder().decode(answer.Body);
      return { body: JSON.parse(text), variant: answer.InvokedProductionVariant ?? '' };
    } catch (error) {
      throw predictionError(error);
    }
  }
}

/** Statuses by which the container says that the request is at fault. */
const REFUSALS = new Set([400, 413, 422]);

function predictionError(cause: unknown): unknown {
  if (isMissing(cause)) return new PlatformError('NO_MODEL_LIVE', 'The workload has no live model.', { cause });
  if (isNamed(cause, 'ThrottlingException', 'TooManyRequestsException')) {
    return new PlatformError('THROTTLED', 'The endpoint takes no more requests.', { retryable: true, cause });
  }
  if (cause instanceof ModelError && REFUSALS.has(cause.OriginalStatusCode ?? 0)) {
    return new PlatformError('REQUEST_INVALID', 'The model refused the request.', { cause });
  }
  if (cause instanceof ModelError || cause instanceof SyntaxError) {
    return new PlatformError('ENDPOINT_FAILED', 'The model failed on this request.', { cause });
  }
  const unavailable = [
    'ServiceUnavailable',
    'InternalFailure',
    'InternalDependencyException',
    'ModelNotReadyException',
  ];
  if (isSilence(cause) || isNamed(cause, ...unavailable)) {
    return new PlatformError('ENDPOINT_UNAVAILABLE', 'The endpoint does not answer.', { retryable: true, cause });
  }
  return cause;
}
