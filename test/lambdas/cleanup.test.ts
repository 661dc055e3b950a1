import { describe, expect, it } from '@jest/globals';
import { cleanupAndAnswer } from '../../lambdas/cleanup/answer.ts';
import { type CleanupEvent, cleanupEventSchema } from '../../lambdas/cleanup/messages.ts';
import { World } from './memory/world.ts';

const event = (RequestType: CleanupEvent['RequestType'], more = {}): CleanupEvent =>
  cleanupEventSchema.parse({
    RequestType,
    ResourceProperties: { Environment: 'test', Workloads: ['reviews', 'spam'], DeletePackages: 'true' },
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResponseURL: 'http://localhost/answer',
    ...more,
  });

function setUp(remove: (workload: string) => void = () => {}) {
  const world = new World();
  const removed: string[] = [];
  const told: Record<string, unknown>[] = [];
  const resources = {
    removeAll: async (_environment: string, workload: string) => {
      remove(workload);
      removed.push(workload);
      return { endpoints: 1, endpointConfigs: 1, models: 1, packages: 1 };
    },
  };
  const put = async (_url: string, body: string) => void told.push(JSON.parse(body));
  return { ports: { ...world, now: world.now, resources, put }, removed, told };
}

describe('cleanup', () => {
  it('removes every workload on delete, and tells CloudFormation', async () => {
    const { ports, removed, told } = setUp();

    await cleanupAndAnswer(event('Delete', { PhysicalResourceId: 'p' }), ports);

    expect(removed).toEqual(['reviews', 'spam']);
    expect(told).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'p', StackId: 's', RequestId: 'r' }]);
  });

  it('removes nothing on create, and keeps one physical id', async () => {
    const { ports, removed } = setUp();

    const answer = await cleanupAndAnswer(event('Create'), ports);

    expect(removed).toEqual([]);
    expect(answer).toEqual({ PhysicalResourceId: 'trainyard-test-cleanup' });
  });

  it('removes on update only what was taken out of the configuration', async () => {
    const { ports, removed } = setUp();

    await cleanupAndAnswer(event('Update', { OldResourceProperties: { Workloads: ['reviews', 'gone'] } }), ports);

    expect(removed).toEqual(['gone']);
  });

  it('tells CloudFormation when it failed, so that nobody waits', async () => {
    const { ports, told } = setUp(() => {
      throw new Error('no right');
    });

    await expect(cleanupAndAnswer(event('Delete'), ports)).rejects.toThrow('no right');

    expect(told).toMatchObject([{ Status: 'FAILED', Reason: 'UNEXPECTED: no right' }]);
  });
});
