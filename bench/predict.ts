import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import autocannon from 'autocannon';
import { ApiKeys } from '../cli/adapters/api-keys.ts';
import { endpointName } from '../domain/names.ts';
import { demoRuntime } from './demo-runtime.ts';
import type { Figure } from './figure.ts';

const SECONDS = 10;
/** Below what the usage plan of the environment lets through: a refused request says nothing about latency. */
const REQUESTS_PER_SECOND = 40;
const SAMPLES = 500;
const BODY = JSON.stringify({ texts: ['Great food, and the staff could not have been nicer.'] });

const figures = (name: string, p50: number, p99: number): Figure[] => [
  { name: `predict ${name}, p50`, value: p50, unit: 'ms', target: undefined },
  { name: `predict ${name}, p99`, value: p99, unit: 'ms', target: undefined },
];

/** Value below which the given share of the sorted values lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

/** One text a request, one request at a time: what a caller waits for. */
export async function predict(): Promise<Figure[]> {
  const { connection, options } = await demoRuntime();
  const { platform } = connection;
  const key = await new ApiKeys(options).value(platform.apiKeyId);
  const result = await autocannon({
    url: `${platform.apiUrl}/v1/reviews/predictions`,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: BODY,
    connections: 1,
    overallRate: REQUESTS_PER_SECOND,
    duration: SECONDS,
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx + result.errors} of ${result.requests.total} requests failed.`);
  }
  return [
    ...figures('through API Gateway', result.latency.p50, result.latency.p99),
    ...figures(
      'by InvokeEndpoint',
      ...(await invokeEndpoint(new SageMakerRuntimeClient(options), connection.environment)),
    ),
  ];
}

async function invokeEndpoint(client: SageMakerRuntimeClient, environment: string): Promise<[number, number]> {
  const command = (): InvokeEndpointCommand =>
    new InvokeEndpointCommand({
      EndpointName: endpointName(environment, 'reviews'),
      ContentType: 'application/json',
      Body: BODY,
    });
  await client.send(command());
  const latencies: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const startedAt = performance.now();
    await client.send(command());
    latencies.push(performance.now() - startedAt);
  }
  latencies.sort((a, b) => a - b);
  return [quantile(latencies, 0.5), quantile(latencies, 0.99)];
}
