import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, PlatformError } from '../../domain/errors.ts';
import { type PredictionAnswer, predictionAnswerSchema } from '../../domain/predict/messages.ts';
import { throughPoint } from '../../faults/effect.ts';
import { isUnreachable } from '../failure/from-aws.ts';

const TIMEOUT_MS = 30_000;

const apiFailureSchema = z.object({
  code: z.enum(ERROR_CODES),
  what: z.string(),
  why: z.string().optional(),
  next: z.string().optional(),
  requestId: z.string().optional(),
});

/** What API Gateway itself answers, with no body of ours. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'REQUEST_INVALID',
  403: 'ACCESS_DENIED',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'THROTTLED',
  502: 'ENDPOINT_FAILED',
  503: 'ENDPOINT_UNAVAILABLE',
  504: 'ENDPOINT_UNAVAILABLE',
};

/** The platform's own HTTP API, called as an application calls it: by its URL and with an API key. */
export class PredictionApi {
  private readonly baseUrl: string;
  private readonly apiKey: string;

  constructor(baseUrl: string, apiKey: string) {
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  url(workload: string): string {
    return `${this.baseUrl}/v1/${workload}/predictions`;
  }

  /** Throws the code that the API answered, with its explanation. */
  async predict(workload: string, texts: readonly string[]): Promise<PredictionAnswer> {
    const response = await this.post(workload, JSON.stringify({ texts }));
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return predictionAnswerSchema.parse(body);
    const failure = apiFailureSchema.safeParse(body);
    if (failure.success) {
      const { code, what, why, next, requestId } = failure.data;
      throw new PlatformError(code, what, { ...(next && { next }), details: { why, requestId } });
    }
    throw new PlatformError(CODE_BY_STATUS[response.status] ?? 'AWS_FAILED', `The API answered ${response.status}.`);
  }

  private async post(workload: string, body: string): Promise<Response> {
    try {
      return await throughPoint('predict', () =>
        fetch(this.url(workload), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': this.apiKey },
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }),
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        throw new PlatformError('ENDPOINT_UNAVAILABLE', 'The API did not answer within 30 seconds.', { cause: error });
      }
      if (!isUnreachable(error)) throw error;
      throw new PlatformError('ENDPOINT_UNAVAILABLE', `${this.url(workload)} could not be reached.`, { cause: error });
    }
  }
}
