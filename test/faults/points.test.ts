import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { faultsAt } from '../../domain/faults/points.ts';
import { listPoints } from '../walk/points/list.ts';
import { REPOSITORY } from '../walk/points/repository.ts';
import { UNREACHED } from '../walk/points/unreached.ts';

const ROOMS = ['cli', 'containers/processing', 'lambdas', 'local'];

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(REPOSITORY, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(room, file)),
);
const where = (pattern: RegExp): string[] =>
  sources.filter((file) => pattern.test(readFileSync(join(REPOSITORY, file), 'utf8')));

/** What reaches over the network without a point, and why it may. */
const WITHOUT_POINT: Readonly<Record<string, string>> = {
  'cli/doctor/inspect.ts': 'looks only whether a port is free',
  'containers/processing/function/runtime-api.ts': 'asks for its invocations, each of which has a point as a whole',
  'local/runtime/health.ts': 'asks only whether the runtime is up',
  'local/runtime/ports.ts': 'looks only for a free port',
  'local/sagemaker/engine/free-port.ts': 'looks only for a free port',
  'local/sagemaker/endpoints/http-call.ts': 'is inside the stand-in for AWS: InvokeEndpoint has its points outside',
};

describe('an effect', () => {
  it('of the AWS SDK has a point: each client is made by the factories that give it one', () => {
    const bare = where(/(?<!faultable\(\s*)new [A-Z]\w*Client\(/);

    expect(bare).toEqual([]);
    expect(where(/faultable\(\s*new [A-Z]\w*Client\(/).length).toBeGreaterThan(5);
    expect(where(/awsClient\(/).length).toBeGreaterThan(15);
  });

  it('over the network without the SDK has a point', () => {
    const calls = where(/\bfetch\(|from 'node:(http|https|net|tls|dgram)'/);
    const without = calls.filter((file) => !/throughPoint\(/.test(readFileSync(join(REPOSITORY, file), 'utf8')));

    expect(without.sort()).toEqual(Object.keys(WITHOUT_POINT).sort());
  });
});

describe('the list of points', () => {
  let points: string[];
  beforeAll(async () => {
    points = await listPoints();
  }, 240_000);

  it('names the calls, handlers, jobs, states and actions of a run', () => {
    expect(points.length).toBeGreaterThan(180);
    expect(points).toEqual(
      expect.arrayContaining([
        'admit/handler',
        'register/SageMaker.CreateModelPackage',
        'rollout/SageMaker.UpdateEndpoint',
        'conclude/SNS.Publish',
        'prepare-job/S3.PutObject',
        'prepare-function/handler',
        'evaluate-function/S3.PutObject',
        'state/PrepareSmall',
        'plane/train-container',
        'plane/CreateTrainingJob',
        'plane/EventBridge.PutEvents',
        'state/TrainCandidate',
        'state/Advance',
      ]),
    );
  });

  it('leaves out what a stage has no call for', () => {
    expect(points).not.toContain('gate/SageMaker.UpdateEndpoint');
    expect(points).not.toContain('predict/DynamoDB.PutItem');
  });

  it('has faults for each point', () => {
    expect(points.filter((point) => faultsAt(point).length < 2)).toEqual([]);
  });

  it('has points for each reason why one is not walked', () => {
    const unused = UNREACHED.filter(({ points: pattern }) => !points.some((point) => pattern.test(point)));
    expect(unused).toEqual([]);
  });
});
