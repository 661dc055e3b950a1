/** How a person calls the CLI from the repository; every "next" line starts with it. */
export const INVOCATION = 'npx trainyard';

/** A command line to copy, with the environment named when it is not the default. */
export function commandLine(rest: string, environment = 'local'): string {
  return environment === 'local' ? `${INVOCATION} ${rest}` : `${INVOCATION} ${rest} --env ${environment}`;
}
