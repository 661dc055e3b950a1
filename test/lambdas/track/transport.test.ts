import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MlflowRequest, mlflowTransport } from '../../../lambdas/adapters/mlflow-transport.ts';

const APP = 'arn:aws:sagemaker:eu-central-1:111111111111:mlflow-app/app-ABC123';
const SERVER = 'arn:aws:sagemaker:us-east-1:111111111111:mlflow-tracking-server/team';
const ASKED: MlflowRequest = { method: 'GET', path: 'a/b', query: { experiment_name: 'trainyard/test/two words' } };
const TOLD: MlflowRequest = { method: 'POST', path: 'a/b', body: { tags: [{ key: 'k', value: 'é…' }] } };

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function sentTo(trackingUri: string, request: MlflowRequest): Promise<Sent> {
  const sent: Sent[] = [];
  const send: typeof fetch = async (url, { method = '', headers, body } = {}) => {
    const text = typeof body === 'string' ? { body } : {};
    sent.push({ url: String(url), method, headers: Object.fromEntries(new Headers(headers)), ...text });
    return new Response('{}');
  };
  await mlflowTransport(trackingUri, send)(request);
  const [first] = sent;
  if (first === undefined) throw new Error('Nothing was sent.');
  return first;
}

/** How the AWS SDK for Python signs the same requests at the same time. */
function signedByBotocore(requests: readonly Sent[]): string[] {
  const python = join(import.meta.dirname, '..', '..', '..', '.venv', 'bin', 'python');
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, 'sign.py')], {
    input: requests.map((request) => JSON.stringify(request)).join('\n'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

describe("a request to SageMaker's MLflow", () => {
  const before = { ...process.env };
  beforeAll(() => {
    const credentials = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
    Object.assign(process.env, credentials);
  });
  afterAll(() => {
    process.env = before;
  });

  it.each([
    [APP, 'eu-central-1/sagemaker', 'x-sm-mlflow-app-arn', 'https://mlflow.sagemaker.eu-central-1.app.aws'],
    [
      SERVER,
      'us-east-1/sagemaker-mlflow',
      'x-mlflow-sm-tracking-server-arn',
      'https://us-east-1.experiments.sagemaker.aws',
    ],
  ])('for %s is signed with the header that leads there', async (arn, scope, header, origin) => {
    const { url, headers } = await sentTo(arn, ASKED);

    expect(url).toBe(`${origin}/api/2.0/mlflow/a/b?experiment_name=trainyard%2Ftest%2Ftwo%20words`);
    expect(headers[header]).toBe(arn);
    expect(headers['x-amz-security-token']).toBe('session');
    expect(headers.authorization).toMatch(new RegExp(`Credential=AKID/\\d{8}/${scope}/aws4_request`));
    expect(headers.authorization).toMatch(new RegExp(`SignedHeaders=[^,]*${header}`));
  });

  it("is signed as AWS's own SDK for Python signs it", async () => {
    const requests = [await sentTo(APP, ASKED), await sentTo(APP, TOLD), await sentTo(SERVER, TOLD)];

    expect(requests.map(({ headers }) => headers.authorization)).toEqual(signedByBotocore(requests));
  });
});

describe('a request to another server', () => {
  it('has no signature', async () => {
    const { url, headers } = await sentTo('https://mlflow.example.com/team/', TOLD);

    expect(url).toBe('https://mlflow.example.com/team/api/2.0/mlflow/a/b');
    expect(headers).not.toHaveProperty('authorization');
  });
});
