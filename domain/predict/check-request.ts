import { z } from 'zod';
import { PlatformError } from '../errors.ts';
import { type PredictionRequest, predictionRequestSchema } from './messages.ts';

export interface RequestLimits {
  readonly maxTexts: number;
  /** In UTF-16 code units, as JavaScript and JSON Schema count. */
  readonly maxTextLength: number;
}

/**
 * The request in a body, or why it is none: `REQUEST_INVALID` with each problem's path, `PAYLOAD_TOO_LARGE` for too
 * many or too long texts. Neither repeats a text.
 */
export function checkRequest(body: string | undefined, limits: RequestLimits): PredictionRequest {
  const parsed = predictionRequestSchema.safeParse(readJson(body));
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map((issue) => `${z.core.toDotPath(issue.path) || 'body'}: ${issue.message}`).join('; '),
    );
  }
  const { texts } = parsed.data;
  if (texts.length > limits.maxTexts) {
    throw tooLarge(`${texts.length} texts were sent; at most ${limits.maxTexts} are allowed.`);
  }
  const tooLong = texts.findIndex((text) => text.length > limits.maxTextLength);
  if (tooLong >= 0) {
    throw tooLarge(`texts[${tooLong}] has more than ${limits.maxTextLength} characters.`);
  }
  return parsed.data;
}

function readJson(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    // The parser's message quotes the body.
    throw invalid('the body is not JSON');
  }
}

const invalid = (why: string): PlatformError =>
  new PlatformError('REQUEST_INVALID', why, { next: 'Send {"texts": ["…"]} with at least one text.' });

const tooLarge = (why: string): PlatformError =>
  new PlatformError('PAYLOAD_TOO_LARGE', why, { next: 'Send fewer or shorter texts in one request.' });
