import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, PlatformError } from '../../domain/errors.ts';
import { apiErrorSchema } from '../../domain/predict/messages.ts';
import type { InferenceAnswer } from '../../lambdas/adapters/inference.ts';
import { type PredictEvent, predict } from '../../lambdas/predict/predict.ts';
import { World } from './memory/world.ts';

const SECRET = 'my card number is 4111';
const good: InferenceAnswer = {
  body: { predictions: [{ label: 'positive', scores: { positive: 0.9, negative: 0.1 } }], model: { package: '3' } },
  variant: 'live',
};

const event = (body: string | null, workload = 'reviews'): PredictEvent => ({
  body,
  isBase64Encoded: false,
  pathParameters: { workload },
  requestContext: { requestId: 'r-1' },
});
const texts = (...list: unknown[]) => event(JSON.stringify({ texts: list }));

function setUp(answer: () => Promise<InferenceAnswer> = async () => good) {
  const world = new World();
  const said: string[] = [];
  const say = (...words: unknown[]) => void said.push(JSON.stringify(words));
  const logger = { info: say, warn: say, error: say, about: say };
  const asked: string[] = [];
  const inference = {
    invoke: (name: string) => {
      asked.push(name);
      return answer();
    },
  };
  return { ports: { ...world, now: world.now, logger, inference }, said, asked };
}

describe('predict', () => {
  it('answers with labels, scores and the model that gave them', async () => {
    const { ports, asked } = setUp();

    const answer = await predict(texts('lovely'), ports);

    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      predictions: [{ label: 'positive', scores: { positive: 0.9, negative: 0.1 } }],
      model: { package: '3', variant: 'live' },
    });
    expect(asked).toEqual(['trainyard-test-reviews']);
  });

  it('reads a body that API Gateway encoded', async () => {
    const { ports } = setUp();
    const body = Buffer.from(JSON.stringify({ texts: ['lovely'] })).toString('base64');

    expect(await predict({ ...event(body), isBase64Encoded: true }, ports)).toMatchObject({ statusCode: 200 });
  });

  it.each<[string, PredictEvent, number, ErrorCode, RegExp]>([
    ['no body', event(null), 400, 'REQUEST_INVALID', /not JSON/],
    ['no JSON', event(`{${SECRET}`), 400, 'REQUEST_INVALID', /not JSON/],
    ['no texts', event('{}'), 400, 'REQUEST_INVALID', /texts/],
    ['an empty list', texts(), 400, 'REQUEST_INVALID', /texts/],
    ['a number among the texts', texts('a', 7), 400, 'REQUEST_INVALID', /texts\[1\]|texts\.1/],
    ['another member', event('{"texts":["a"],"more":1}'), 400, 'REQUEST_INVALID', /more/],
    ['too many texts', texts(...Array(101).fill('a')), 413, 'PAYLOAD_TOO_LARGE', /101 texts.*100/],
    ['too long a text', texts('a', 'x'.repeat(10_001)), 413, 'PAYLOAD_TOO_LARGE', /texts\[1\]/],
    ['an unknown workload', { ...texts('a'), pathParameters: { workload: 'other' } }, 404, 'WORKLOAD_UNKNOWN', /URL/],
    [
      'a name that cannot be one',
      { ...texts('a'), pathParameters: { workload: '../x' } },
      404,
      'WORKLOAD_UNKNOWN',
      /URL/,
    ],
  ])('refuses %s', async (_name, request, status, code, why) => {
    const { ports, asked } = setUp();

    const answer = await predict(request, ports);

    expect(answer.statusCode).toBe(status);
    const error = apiErrorSchema.parse(JSON.parse(answer.body));
    expect(error).toMatchObject({ code, requestId: 'r-1' });
    expect(error.why).toMatch(why);
    expect(asked).toEqual([]);
  });

  it.each<[ErrorCode, number]>([
    ['NO_MODEL_LIVE', 409],
    ['THROTTLED', 429],
    ['ENDPOINT_FAILED', 502],
    ['ENDPOINT_UNAVAILABLE', 503],
  ])('answers %s with %i', async (code, status) => {
    const { ports } = setUp(() =>
      Promise.reject(new PlatformError(code, 'what the caller may know', { cause: new Error(SECRET) })),
    );

    const answer = await predict(texts('a'), ports);

    expect(answer.statusCode).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ code, requestId: 'r-1' });
  });

  it('says nothing of its insides when something unexpected happens', async () => {
    const { ports } = setUp(() => Promise.reject(new Error(`arn:aws:secret ${SECRET}`)));

    const answer = await predict(texts('a'), ports);

    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('arn:aws');
  });

  it.each([{ predictions: [] }, { predictions: [], model: { package: '1' } }, 'text'])(
    'takes no answer of another shape: %j',
    async (body) => {
      const { ports } = setUp(async () => ({ body, variant: 'live' }));

      expect((await predict(texts('a'), ports)).statusCode).toBe(502);
    },
  );

  it('never logs or repeats a text', async () => {
    const failing = setUp(() => Promise.reject(new Error(SECRET)));
    const working = setUp();

    const answers = [
      await predict(texts(SECRET), failing.ports),
      await predict(event(SECRET), working.ports),
      await predict(texts(SECRET, 7), working.ports),
      await predict(texts(SECRET.repeat(1000)), working.ports),
    ];
    await predict(event(JSON.stringify({ texts: ['a'], [SECRET]: 1 })), working.ports);
    await predict({ ...texts('a'), pathParameters: { workload: SECRET } }, working.ports);

    const everything = [...failing.said, ...working.said, ...answers.map((answer) => answer.body)].join('\n');
    expect(everything).not.toContain('4111');
  });
});
