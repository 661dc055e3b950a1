import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ServiceQuotas } from '../../cli/adapters/service-quotas.ts';

interface Quota {
  readonly QuotaName: string;
  readonly QuotaCode: string;
  readonly Value: number;
  readonly Adjustable: boolean;
}

const quota = (QuotaName: string, Value: number, facts: Partial<Quota> = {}): Quota => ({
  QuotaName,
  QuotaCode: `L-${Value}`,
  Value,
  Adjustable: true,
  ...facts,
});

const requestSchema = z.object({ ServiceCode: z.literal('sagemaker'), NextToken: z.string().optional() });

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** Service Quotas with one quota a page; the second list is of AWS's defaults. Also the operations that it was asked for. */
async function account(applied: readonly Quota[], defaults: readonly Quota[], denied = false) {
  const asked: string[] = [];
  const running = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).replace('ServiceQuotasV20190624.', '');
      asked.push(operation);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (denied) {
        response
          .writeHead(400)
          .end(JSON.stringify({ __type: 'AccessDeniedException', Message: 'User is not authorized' }));
        return;
      }
      const quotas = operation === 'ListServiceQuotas' ? applied : defaults;
      const at = Number(requestSchema.parse(JSON.parse(text)).NextToken ?? 0);
      const more = at + 1 < quotas.length ? { NextToken: String(at + 1) } : {};
      response.end(JSON.stringify({ Quotas: quotas.slice(at, at + 1), ...more }));
    });
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const { port } = running.address() as AddressInfo;
  const quotas = new ServiceQuotas({
    region: 'eu-central-1',
    profile: 'team',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 5_000 },
  });
  return { quotas, asked };
}

const SPOT = { name: 'ml.g5.xlarge for spot training job usage' };
const ON_DEMAND = { name: 'ml.g5.xlarge for training job usage' };

describe('Service Quotas', () => {
  it('give what the account may have, over all pages until everything is found', async () => {
    const { quotas, asked } = await account(
      [quota('ml.g5.xlarge for endpoint usage', 9), quota(ON_DEMAND.name, 1), quota(SPOT.name, 0), quota('last', 5)],
      [],
    );

    const limits = await quotas.of([SPOT, ON_DEMAND]);

    expect(limits.get(SPOT.name)?.instances).toBe(0);
    expect(limits.get(ON_DEMAND.name)?.instances).toBe(1);
    expect(limits.size).toBe(2);
    expect(asked).toEqual(['ListServiceQuotas', 'ListServiceQuotas', 'ListServiceQuotas']);
  });

  it("take AWS's default where nothing else applies, and leave out what neither list knows", async () => {
    const { quotas } = await account([quota(ON_DEMAND.name, 4)], [quota(ON_DEMAND.name, 1), quota(SPOT.name, 2)]);

    const limits = await quotas.of([SPOT, ON_DEMAND, { name: 'ml.g99.huge for training job usage' }]);

    expect([...limits].map(([name, { instances }]) => [name, instances])).toEqual([
      [ON_DEMAND.name, 4],
      [SPOT.name, 2],
    ]);
  });

  it('say with which command more is asked for, unless AWS never gives more', async () => {
    const { quotas } = await account([quota(SPOT.name, 0), quota(ON_DEMAND.name, 1, { Adjustable: false })], []);

    const limits = await quotas.of([SPOT, ON_DEMAND]);

    expect(limits.get(SPOT.name)?.raise(3)).toContain(
      'aws service-quotas request-service-quota-increase --service-code sagemaker --quota-code L-0 --desired-value 3 ' +
        '--region eu-central-1 --profile team',
    );
    expect(limits.get(ON_DEMAND.name)?.raise(3)).toContain('AWS does not raise it');
  });

  it('that the credentials may not read are an error with its name', async () => {
    const { quotas } = await account([], [], true);

    await expect(quotas.of([SPOT])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
