/** An answer of the platform's HTTP API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiRequest {
  readonly workload?: string;
  /** Undefined sends no key. */
  readonly key: string | undefined;
  /** Sent as it is when it is a string, else as JSON. */
  readonly body: unknown;
}

/** Calls the prediction API as an application does. */
export async function callApi(apiUrl: string, { workload = 'reviews', key, body }: ApiRequest): Promise<ApiAnswer> {
  const response = await fetch(`${apiUrl}/v1/${workload}/predictions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-api-key': key }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
