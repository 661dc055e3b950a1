import { z } from 'zod';
import type { Prediction } from '../../domain/predict/messages.ts';

/** Which model answered. */
export interface ModelIdentity {
  /** Version of the model package, as text. */
  readonly package: string;
}

/** The platform's request: `{"texts": ["…"]}`. */
export const textsRequestSchema = z.strictObject({
  texts: z.array(z.string()).min(1, 'must hold at least one text'),
});
export type TextsRequest = z.infer<typeof textsRequestSchema>;

/** The platform's response. */
export interface PredictionsResponse {
  readonly predictions: readonly Prediction[];
  readonly model: ModelIdentity;
}

/** What a workload does round the model: a request body to texts, predictions to a response body. */
export interface Handler<Request, Response> {
  /** Shape of a request's JSON body; a body that does not fit is answered with 400 and what is wrong. */
  readonly request: z.ZodType<Request>;
  readonly preprocess: (request: Request) => readonly string[];
  /** Predictions come in the order of the texts. The response must be JSON. */
  readonly postprocess: (predictions: readonly Prediction[], request: Request, model: ModelIdentity) => Response;
}

type WithOwnRequest<Request, Response> = Partial<Handler<Request, Response>> &
  Pick<Handler<Request, Response>, 'request' | 'preprocess'>;
type WithTextsRequest<Response> = Omit<Partial<Handler<TextsRequest, Response>>, 'request'>;

/**
 * Defines a handler; whatever is left out is the platform's own. A request of another shape needs its schema and a
 * `preprocess` that takes the texts out of it.
 */
export function defineHandler<Request, Response = PredictionsResponse>(
  definition: WithOwnRequest<Request, Response>,
): Handler<Request, Response | PredictionsResponse>;
export function defineHandler<Response = PredictionsResponse>(
  definition?: WithTextsRequest<Response>,
): Handler<TextsRequest, Response | PredictionsResponse>;
export function defineHandler(
  definition: Partial<Handler<TextsRequest, unknown>> = {},
): Handler<TextsRequest, unknown> {
  return {
    request: definition.request ?? textsRequestSchema,
    preprocess: definition.preprocess ?? (({ texts }) => texts),
    postprocess: definition.postprocess ?? ((predictions, _request, model) => ({ predictions, model })),
  };
}
