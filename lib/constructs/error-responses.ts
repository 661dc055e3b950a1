import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ErrorCode } from '../../domain/errors.ts';

interface GatewayError {
  readonly type: ResponseType;
  readonly status: number;
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

const BODY = 'The body must be a JSON object with one member, texts: a list of one or more strings.';

const ERRORS: readonly GatewayError[] = [
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    code: 'REQUEST_INVALID',
    what: 'The request body is not valid.',
    why: BODY,
    next: 'Mend the body and send it again.',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    code: 'REQUEST_INVALID',
    what: 'A parameter of the request is not valid.',
    why: 'A required parameter is missing.',
    next: 'Mend the parameters and send the request again.',
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    code: 'ACCESS_DENIED',
    what: 'The API key is missing or unknown.',
    why: 'Every request needs the header x-api-key.',
    next: 'Ask the operator of this API for a key.',
  },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    code: 'REQUEST_INVALID',
    what: 'There is nothing at this path.',
    why: 'Predictions are made by POST to /v1/{workload}/predictions.',
    next: 'Mend the path or the method.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    what: 'The request is too large.',
    why: 'The API takes at most 10 MB.',
    next: 'Send fewer or shorter texts.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'THROTTLED',
    what: 'Too many requests.',
    why: 'The rate of this API key or of the whole API is used up.',
    next: 'Send the request again after a moment.',
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    code: 'THROTTLED',
    what: 'The quota of this API key is used up.',
    why: 'The usage plan counts requests by day.',
    next: 'Wait for the next day, or ask the operator for a larger quota.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'ENDPOINT_UNAVAILABLE',
    what: 'The prediction took too long.',
    why: 'No answer came within 29 seconds.',
    next: 'Send the request again, with fewer texts.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    status: 502,
    code: 'ENDPOINT_FAILED',
    what: 'The prediction failed.',
    why: 'Something behind the API broke; the request id leads to it.',
    next: 'Send the request again; tell the operator the request id when it keeps failing.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    status: 400,
    code: 'REQUEST_INVALID',
    what: 'The request was refused.',
    why: 'API Gateway did not accept it.',
    next: 'Check path, headers and body.',
  },
];

/** Gives what API Gateway refuses by itself the same shape as the errors of the platform. */
export function addErrorResponses(api: RestApi): void {
  for (const { type, status, code, what, why, next } of ERRORS) {
    // Placeholders are replaced as text: only the request id is safe to put between quotes.
    const body = JSON.stringify({ code, what, why, next, requestId: '$context.requestId' });
    const isDefault = type === ResponseType.DEFAULT_4XX || type === ResponseType.DEFAULT_5XX;
    api.addGatewayResponse(type.responseType, {
      type,
      // A default stands for many statuses, which it keeps.
      ...(!isDefault && { statusCode: String(status) }),
      templates: { 'application/json': body },
    });
  }
}
