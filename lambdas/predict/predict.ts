import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { PlatformError } from '../../domain/errors.ts';
import { endpointName, workloadName } from '../../domain/names.ts';
import { apiErrorOf } from '../../domain/predict/api-error.ts';
import { checkRequest } from '../../domain/predict/check-request.ts';
import { invocationAnswerSchema, type PredictionAnswer } from '../../domain/predict/messages.ts';
import type { Inference } from '../adapters/inference.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface PredictPorts {
  readonly environment: string;
  readonly workloads: Workloads;
  readonly inference: Inference;
}

/** The parts of API Gateway's event that are read. */
export type PredictEvent = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'pathParameters'> & {
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'requestId'>;
};

/** `POST /v1/{workload}/predictions`. Every failure is an answer with a code; what went wrong inside is only logged. */
export async function predict(event: PredictEvent, ports: PredictPorts & StageContext): Promise<APIGatewayProxyResult> {
  const { requestId } = event.requestContext;
  const workload = event.pathParameters?.workload ?? '';
  // What stands in the path is the caller's: only a proper name goes into a log.
  ports.logger.about({ ...(workloadName.safeParse(workload).success && { workload }), requestId });
  try {
    return respond(200, await answer(workload, bodyOf(event), requestId, ports), requestId);
  } catch (error) {
    const { status, body } = apiErrorOf(error, requestId);
    if (status >= 500) ports.logger.error('prediction failed', { code: body.code, reason: innermost(error) });
    // The explanation may quote what the caller sent as a member's name.
    else ports.logger.info('prediction refused', { code: body.code });
    return respond(status, body, requestId);
  }
}

async function answer(
  workload: string,
  body: string | undefined,
  requestId: string,
  { environment, workloads, inference }: PredictPorts,
): Promise<PredictionAnswer> {
  if (!workloadName.safeParse(workload).success) throw unknown();
  const deployed = await workloads.find(workload);
  if (deployed === undefined) throw unknown();
  const request = checkRequest(body, deployed.config.serving);
  const answered = await inference.invoke(endpointName(environment, workload), request, requestId);
  const read = invocationAnswerSchema.safeParse(answered.body);
  if (!read.success || read.data.predictions.length !== request.texts.length) {
    throw new PlatformError('ENDPOINT_FAILED', 'The model gave an answer of the wrong shape.');
  }
  const { predictions, model } = read.data;
  return { predictions, model: { package: model.package, variant: answered.variant } };
}

const unknown = (): PlatformError =>
  new PlatformError('WORKLOAD_UNKNOWN', 'The workload in the URL does not exist here.');

function bodyOf({ body, isBase64Encoded }: PredictEvent): string | undefined {
  if (body === null) return undefined;
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf-8') : body;
}

const respond = (status: number, body: unknown, requestId: string): APIGatewayProxyResult => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json',
    'x-request-id': requestId,
    ...(status === 429 || status === 503 ? { 'retry-after': '1' } : {}),
  },
  body: JSON.stringify(body),
});

/** Name of the error underneath; its message may quote a request. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return 'no error object';
  return error.cause instanceof Error ? innermost(error.cause) : error.name;
}
