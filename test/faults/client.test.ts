import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { actAs } from '../../faults/component.ts';
import { awsClient } from '../../lambdas/runtime/aws-client.ts';
import { FaultsFolder } from './faults-folder.ts';

const POINT = 'register/SageMaker.DescribeModel';

describe('a client of the AWS SDK', () => {
  let server: Server;
  let answered: number;
  let folder: FaultsFolder;

  beforeEach(async () => {
    answered = 0;
    server = createServer((_request, response) => {
      answered += 1;
      response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify({ ModelName: 'm' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_REGION: 'us-east-1',
    });
    folder = new FaultsFolder();
    actAs('register');
  });

  afterEach(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    folder.remove();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (limits = {}): Promise<unknown> =>
    awsClient(SageMakerClient, limits).send(new DescribeModelCommand({ ModelName: 'm' }));

  it('passes no point and writes nothing where no faults are wanted', async () => {
    folder.arm({ point: POINT, fault: 'access-denied' });

    await expect(call()).resolves.toMatchObject({ ModelName: 'm' });

    expect(() => folder.passes()).toThrow('ENOENT');
  });

  it('passes the point of its component, service and operation once a call', async () => {
    folder.use();

    await call();
    await call();

    expect(folder.passes().map(({ point }) => point)).toEqual([POINT, POINT]);
  });

  it.each([
    ['throttled', 'ThrottlingException', 3],
    ['server-error', 'InternalServerError', 3],
    ['access-denied', 'AccessDeniedException', 1],
  ] as const)(
    'fails for good when it is %s, after the attempts that the service itself would see',
    async (fault, name, attempts) => {
      folder.arm({ point: POINT, fault });
      folder.use();

      const failure = await call({ maxAttempts: 3 }).catch((error: unknown) => error);

      expect(failure).toMatchObject({ name, $metadata: { attempts } });
      expect(answered).toBe(0);
      await expect(call()).resolves.toMatchObject({ ModelName: 'm' });
    },
  );

  it('tries again when an answer is lost, and meets its own effect', async () => {
    folder.arm({ point: POINT, fault: 'answer-lost' });
    folder.use();

    await expect(call()).resolves.toMatchObject({ ModelName: 'm' });

    expect(answered).toBe(2);
  });

  it('ends a call that hangs at its own time limit, and tries again', async () => {
    folder.arm({ point: POINT, fault: 'hang' });
    folder.use();
    const limits = { requestTimeoutMs: 50 };

    const once = await call({ ...limits, maxAttempts: 1 }).catch((error: unknown) => error);
    folder.arm({ point: POINT, fault: 'hang' });
    const twice = await call({ ...limits, maxAttempts: 2 });

    expect(once).toMatchObject({ name: 'TimeoutError' });
    expect(twice).toMatchObject({ ModelName: 'm' });
    expect(answered).toBe(1);
  });

  it.each([
    ['die-before', 0],
    ['die-after', 1],
  ] as const)('kills its process on %s', async (fault, effects) => {
    folder.arm({ point: POINT, fault });

    const { signal } = await execa(process.execPath, [`${import.meta.dirname}/one-call.ts`], {
      env: { TRAINYARD_FAULTS: folder.path },
      reject: false,
    });

    expect(signal).toBe('SIGKILL');
    expect(answered).toBe(effects);
  });
});
