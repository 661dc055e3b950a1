import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Failure, failureOf } from '../failure.ts';

const VERSION = '/2018-06-01/runtime';

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
}

/**
 * Answers one invocation after the other, for ever: what a Lambda runtime does
 * ("Using the Lambda runtime API for custom runtimes" in the AWS Lambda guide). Throws when the API is gone.
 */
export async function serveInvocations(
  { AWS_LAMBDA_RUNTIME_API: api }: Readonly<Record<string, string | undefined>>,
  answer: (event: unknown) => Promise<unknown>,
): Promise<never> {
  if (api === undefined) throw new Error('AWS_LAMBDA_RUNTIME_API is not set: this is no Lambda function');
  const origin = `http://${api}${VERSION}/invocation`;
  for (;;) {
    const { requestId, event } = await nextInvocation(origin);
    try {
      await post(`${origin}/${requestId}/response`, (await answer(event)) ?? null);
    } catch (error) {
      await post(`${origin}/${requestId}/error`, reportOf(failureOf(error)));
    }
  }
}

async function nextInvocation(origin: string): Promise<Invocation> {
  const response = await call('GET', `${origin}/next`);
  const requestId = response.headers['lambda-runtime-aws-request-id'];
  if (typeof requestId !== 'string') throw new Error('an invocation came without its request id');
  return { requestId, event: JSON.parse(await text(response)) };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await call('POST', url, JSON.stringify(body));
  response.resume();
}

/** No time limit: the next invocation may be hours away. */
function call(method: 'GET' | 'POST', url: string, body?: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent: false }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 400) resolve(response);
      else reject(new Error(`the runtime API answered ${statusCode}`));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Step Functions goes by the type. */
const reportOf = ({ code, message }: Failure) => ({ errorType: code, errorMessage: message, stackTrace: [] });
