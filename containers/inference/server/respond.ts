import { z } from 'zod';
import type { Classifier } from '../core/classify.ts';
import type { Handler, ModelIdentity } from '../define-handler.ts';
import { type Answer, failure, refusal } from './answer.ts';
import { log, whereFrom } from './log.ts';
import type { WorkerSettings } from './settings.ts';

type Limits = Pick<WorkerSettings, 'maxTexts' | 'maxTextLength'>;

/** Turns the body of an invocation into its answer: parse, check, preprocess, classify, postprocess. Never throws. */
export function createResponder<Request, Response>(
  handler: Handler<Request, Response>,
  classifier: Pick<Classifier, 'classify'>,
  model: ModelIdentity,
  limits: Limits,
): (body: string) => Promise<Answer> {
  return async (body) => {
    try {
      const request = parse(body, handler.request);
      if ('refused' in request) return request.refused;
      const texts = handler.preprocess(request.value);
      const tooMuch = overLimits(texts, limits);
      if (tooMuch !== undefined) return tooMuch;
      const predictions = await classifier.classify(texts);
      return { status: 200, json: JSON.stringify(handler.postprocess(predictions, request.value, model)) };
    } catch (error) {
      log('error', 'An invocation failed', whereFrom(error));
      return failure();
    }
  };
}

function parse<Request>(body: string, schema: z.ZodType<Request>): { value: Request } | { refused: Answer } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { refused: refusal(400, 'REQUEST_INVALID', 'The body is not JSON.', 'Send {"texts": ["…"]}.') };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const problems = result.error.issues.map(({ path, message }) => `${z.core.toDotPath(path) || 'body'}: ${message}`);
  const listed = problems.length > 5 ? [...problems.slice(0, 5), `and ${problems.length - 5} more`] : problems;
  return { refused: refusal(400, 'REQUEST_INVALID', listed.join('; '), 'Mend the request and send it again.') };
}

function overLimits(texts: readonly string[], { maxTexts, maxTextLength }: Limits): Answer | undefined {
  if (texts.length > maxTexts) {
    return refusal(
      413,
      'PAYLOAD_TOO_LARGE',
      `The request has ${texts.length} texts; at most ${maxTexts} are allowed.`,
      'Split the request.',
    );
  }
  const tooLong = texts.findIndex((text) => text.length > maxTextLength);
  if (tooLong < 0) return undefined;
  return refusal(
    413,
    'PAYLOAD_TOO_LARGE',
    `Text ${tooLong} has ${texts[tooLong]?.length} characters; at most ${maxTextLength} are allowed.`,
    'Shorten the text.',
  );
}
