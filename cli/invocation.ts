/** How a person calls the CLI from the repository; every "next" line starts with it. */
export const INVOCATION = 'npx trainyard';

/** Flags that a command to copy has to repeat, so that it is about the same place. `--env` is named where it matters. */
export interface TypedPlace {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly state?: string | undefined;
}

const quoted = (value: string): string => (/^[\w./:@=-]+$/.test(value) ? value : `'${value}'`);

/** A text with the flags that were typed put into every command line in it, unless it names its own. */
export function repeatPlace(text: string, place: TypedPlace): string {
  const flags = (['profile', 'region', 'state'] as const).flatMap((name) => {
    const value = place[name];
    return value === undefined || text.includes(`--${name} `) ? [] : [`--${name} ${quoted(value)}`];
  });
  return text.replaceAll(INVOCATION, [INVOCATION, ...flags].join(' '));
}

/** A command line to copy, with the environment named when it is not the default. */
export function commandLine(rest: string, environment = 'local'): string {
  return environment === 'local' ? `${INVOCATION} ${rest}` : `${INVOCATION} ${rest} --env ${environment}`;
}
