import { performance } from 'node:perf_hooks';
import { ServiceError } from '../api/service-error.ts';
import type { DeployedVariant } from '../state/records.ts';
import { chooseVariant } from './choose-variant.ts';
import type { EndpointManager } from './endpoint-manager.ts';
import type { Fleet } from './fleet.ts';
import { CallTimedOut, type HttpAnswer } from './http-call.ts';
import type { InvocationMetrics } from './invocation-metrics.ts';

/** One InvokeEndpoint call. */
export interface InvokeRequest {
  readonly endpoint: string;
  readonly targetVariant: string | undefined;
  /** What is passed on to the container. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface InvokeAnswer {
  readonly variant: string;
  readonly answer: HttpAnswer;
}

export interface InvokeSurroundings {
  readonly endpoints: EndpointManager;
  readonly metrics: InvocationMetrics;
  readonly account: string;
  readonly region: string;
}

/** SageMaker gives a model container this long to answer. */
const TIMEOUT_MS = 60_000;

/**
 * Sends a request to one container of an endpoint.
 * @throws ServiceError ValidationError, ModelError or ServiceUnavailable
 */
export async function invokeEndpoint(plane: InvokeSurroundings, request: InvokeRequest): Promise<InvokeAnswer> {
  const started = performance.now();
  const fleet = await plane.endpoints.serving(request.endpoint);
  if (fleet === undefined) {
    throw new ServiceError('ValidationError', `Endpoint ${request.endpoint} of account ${plane.account} not found.`);
  }
  const variant = variantOf(fleet, request);
  let modelLatency: number | undefined;
  let status = 500;
  try {
    const server = fleet.pick(variant.name);
    if (server === undefined) {
      throw new ServiceError('ServiceUnavailable', `No container of production variant ${variant.name} is available.`);
    }
    const called = performance.now();
    const answer = await server.invoke(request.headers, request.body, TIMEOUT_MS).finally(() => {
      modelLatency = performance.now() - called;
    });
    if (answer.status < 200 || answer.status > 299) throw modelError(plane, request.endpoint, answer);
    status = answer.status;
    return { variant: variant.name, answer };
  } catch (error) {
    const known = asServiceError(error);
    status = known.status;
    throw known;
  } finally {
    const micros = (milliseconds: number): number => Math.max(0, Math.round(milliseconds * 1000));
    plane.metrics.count({
      endpoint: request.endpoint,
      variant: variant.name,
      configName: fleet.deployment.configName,
      status,
      modelLatencyMicroseconds: modelLatency === undefined ? undefined : micros(modelLatency),
      overheadLatencyMicroseconds: micros(performance.now() - started - (modelLatency ?? 0)),
    });
  }
}

function variantOf(fleet: Fleet, request: InvokeRequest): DeployedVariant {
  const { variants } = fleet.deployment;
  const chosen =
    request.targetVariant === undefined
      ? chooseVariant(variants, Math.random())
      : variants.find((variant) => variant.name === request.targetVariant);
  if (chosen) return chosen;
  throw new ServiceError('ValidationError', `Variant ${request.targetVariant ?? ''} not found for Request`);
}

function modelError(plane: InvokeSurroundings, endpoint: string, answer: HttpAnswer): ServiceError {
  const original = answer.body.toString('utf8').slice(0, 2048);
  const group = `/aws/sagemaker/Endpoints/${endpoint}`;
  const kind = answer.status >= 500 ? 'server' : 'client';
  return new ServiceError(
    'ModelError',
    `Received ${kind} error (${answer.status}) from primary with message "${original}". ` +
      `See log group ${group} in account ${plane.account} for more information.`,
    {
      OriginalStatusCode: answer.status,
      OriginalMessage: original,
      LogStreamArn: `arn:aws:logs:${plane.region}:${plane.account}:log-group:${group}`,
    },
  );
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof CallTimedOut) {
    return new ServiceError(
      'ModelError',
      'Your invocation timed out while waiting for a response from container primary.',
      {
        OriginalStatusCode: 0,
        OriginalMessage: '',
      },
    );
  }
  // The container died with the request under way.
  return new ServiceError('ServiceUnavailable', 'The container of the endpoint is not available.');
}
