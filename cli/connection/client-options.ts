/** What every AWS client of the CLI is made with. */
export interface ClientOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

/** Every call ends: five seconds to connect, thirty for an answer, three attempts with the SDK's back-off. */
const LIMITS = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } } as const;

export function optionsForAws(region: string | undefined, profile: string | undefined): ClientOptions {
  return { ...LIMITS, ...(region && { region }), ...(profile && { profile }) };
}

/** From the variables that the local runtime gives to everything that talks to it. */
export function optionsForEndpoint(variables: Readonly<Record<string, string>>): ClientOptions {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = variables;
  return {
    ...LIMITS,
    ...(AWS_REGION && { region: AWS_REGION }),
    ...(AWS_ENDPOINT_URL && { endpoint: AWS_ENDPOINT_URL }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && {
        credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
      }),
  };
}
