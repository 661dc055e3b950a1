import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineHandler } from '../../../containers/inference/define-handler.ts';
import textClassification from '../../../containers/inference/handlers/text-classification.ts';
import { createResponder } from '../../../containers/inference/server/respond.ts';
import type { Prediction } from '../../../domain/predict/messages.ts';

const MODEL = { package: '3' };
const LIMITS = { maxTexts: 2, maxTextLength: 10 };

/** Says `long` of texts with more than three characters. */
const byLength = {
  classify: async (texts: readonly string[]): Promise<readonly Prediction[]> =>
    texts.map((text) => ({ label: text.length > 3 ? 'long' : 'short', scores: { long: 0.5, short: 0.5 } })),
};

describe("The platform's own handler", () => {
  it('takes texts and gives predictions with the model that made them', async () => {
    const respond = createResponder(textClassification, byLength, MODEL, LIMITS);

    const { status, json } = await respond('{"texts": ["a", "abcd"]}');

    expect(status).toBe(200);
    expect(JSON.parse(json)).toEqual({
      predictions: [
        { label: 'short', scores: { long: 0.5, short: 0.5 } },
        { label: 'long', scores: { long: 0.5, short: 0.5 } },
      ],
      model: { package: '3' },
    });
  });
});

describe('A handler of another shape', () => {
  const reviews = defineHandler({
    request: z.strictObject({ reviews: z.array(z.object({ title: z.string(), body: z.string() })) }),
    preprocess: ({ reviews }) => reviews.map(({ title, body }) => `${title} ${body}`),
    postprocess: (predictions, { reviews }, model) => ({
      version: model.package,
      titles: reviews.map(({ title }, index) => [title, predictions[index]?.label]),
    }),
  });
  const respond = createResponder(reviews, byLength, MODEL, LIMITS);

  it('sees its own request before and after the model', async () => {
    const { status, json } = await respond('{"reviews": [{"title": "T", "body": "body"}]}');

    expect(status).toBe(200);
    expect(JSON.parse(json)).toEqual({ version: '3', titles: [['T', 'long']] });
  });

  it('has its requests checked by its own schema', async () => {
    const { status, json } = await respond('{"reviews": [{"title": "T"}]}');

    expect(status).toBe(400);
    expect(JSON.parse(json)).toMatchObject({ what: expect.stringContaining('reviews[0].body') });
  });

  it('is held to the limits of texts that its preprocessing gives', async () => {
    const tooLong = await respond(`{"reviews": [{"title": "T", "body": "${'x'.repeat(20)}"}]}`);

    expect(tooLong.status).toBe(413);
  });
});
