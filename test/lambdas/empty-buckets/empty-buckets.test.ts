import { describe, expect, it } from '@jest/globals';
import { type EmptyBucketsEvent, emptyBuckets } from '../../../lambdas/empty-buckets/empty-buckets.ts';
import { stageLogger } from '../../../lambdas/runtime/logger.ts';

const event = (RequestType: EmptyBucketsEvent['RequestType']): EmptyBucketsEvent => ({
  RequestType,
  ResourceProperties: { Buckets: ['first', 'second'] },
  PhysicalResourceId: 'empty-buckets',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Emptying',
  ResponseURL: 'https://example.com/answer',
});

/** Buckets with so many objects each, and what CloudFormation was told. */
function world(objects: Record<string, number>, failing = false) {
  const answers: { Status: string; Reason: string; PhysicalResourceId: string }[] = [];
  const ports = {
    logger: stageLogger('empty-buckets'),
    now: () => new Date(0),
    versions: {
      deletePage: async (bucket: string) => {
        if (failing) throw new Error('S3 is away');
        const page = Math.min(objects[bucket] ?? 0, 1000);
        objects[bucket] = (objects[bucket] ?? 0) - page;
        return page;
      },
    },
    put: async (_url: string, body: string) => {
      answers.push(JSON.parse(body));
    },
  };
  return { ports, answers, objects };
}

describe('emptying buckets', () => {
  it('deletes page after page of every bucket and then says so', async () => {
    const { ports, answers, objects } = world({ first: 2500, second: 1 });

    await emptyBuckets(event('Delete'), ports);

    expect(objects).toEqual({ first: 0, second: 0 });
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'empty-buckets' })]);
  });

  it.each(['Create', 'Update'] as const)('touches nothing on %s', async (request) => {
    const { ports, answers, objects } = world({ first: 3 });

    await emptyBuckets(event(request), ports);

    expect(objects).toEqual({ first: 3 });
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  it('tells CloudFormation when it fails, instead of letting it wait', async () => {
    const { ports, answers } = world({ first: 3 }, true);

    await expect(emptyBuckets(event('Delete'), ports)).rejects.toThrow();

    expect(answers).toEqual([expect.objectContaining({ Status: 'FAILED' })]);
  });
});
