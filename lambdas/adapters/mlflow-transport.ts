import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { endpointOf, type MlflowEndpoint } from '../../domain/experiment/mlflow/tracking-uri.ts';

export interface MlflowRequest {
  readonly method: 'GET' | 'POST';
  /** Below `/api/2.0/mlflow/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends one request to an MLflow server, whatever it answers. Throws what `fetch` throws when it does not. */
export type MlflowTransport = (request: MlflowRequest) => Promise<Response>;

type Sign = (request: {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}) => Promise<Record<string, string>>;

const REQUEST_LIMIT_MS = 10_000;

/** Requests to the server of a tracking URI; to SageMaker's they are signed with the function's own credentials. */
export function mlflowTransport(trackingUri: string, send: typeof fetch = fetch): MlflowTransport {
  const endpoint = endpointOf(trackingUri);
  const sign = signer(endpoint);
  return async ({ method, path, query, body }) => {
    const url = new URL(`${endpoint.origin}/api/2.0/mlflow/${path}`);
    // Not `searchParams`: they write a space as a plus, which a signature does not.
    url.search = Object.entries(query ?? {})
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { ...endpoint.headers, host: url.host, 'content-type': 'application/json' };
    return send(url, {
      method,
      headers: await sign({ method, url, headers, ...text }),
      ...text,
      redirect: 'error',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
  };
}

function signer({ signing }: MlflowEndpoint): Sign {
  if (signing === undefined) return async ({ headers }) => headers;
  const signature = new SignatureV4({ ...signing, credentials: defaultProvider(), sha256: Hash.bind(null, 'sha256') });
  return async ({ method, url, headers, body }) => {
    const query = Object.fromEntries(url.searchParams);
    const { protocol, hostname, pathname: path } = url;
    const signed = await signature.sign({ method, protocol, hostname, path, query, headers, body });
    return signed.headers;
  };
}
