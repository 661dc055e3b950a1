/** One JSON line to stdout. Facts only: never a text, a request body or the message of a foreign error. */
export function log(level: 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...facts })}\n`);
}

/** Type and place of an error; its message may quote what a request said. */
export function whereFrom(error: unknown): { readonly error: string; readonly place: string | undefined } {
  if (!(error instanceof Error)) return { error: typeof error, place: undefined };
  return {
    error: error.name,
    place: error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim(),
  };
}
