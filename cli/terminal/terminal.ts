import { type OutputStream, type Palette, paletteFor } from './palette.ts';

/** Where the CLI writes and how: the result goes to stdout, everything else to stderr. */
export interface Terminal {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** True when a person can answer a question. */
  readonly canAsk: boolean;
  /** True when progress may redraw lines. */
  readonly isLive: boolean;
  /** Colours of the result. */
  readonly palette: Palette;
  /** Colours of progress and errors. */
  readonly sidePalette: Palette;
}

type Variables = Readonly<Record<string, string | undefined>>;

export function openTerminal(
  streams: { stdin: { isTTY?: boolean }; stdout: OutputStream; stderr: OutputStream },
  variables: Variables,
): Terminal {
  const { isTTY, columns = 80 } = streams.stderr;
  // A terminal of unknown width says 0.
  const isLive = isTTY === true && columns >= 40 && variables.TERM !== 'dumb' && !variables.CI;
  return {
    stdout: streams.stdout,
    stderr: streams.stderr,
    canAsk: streams.stdin.isTTY === true && streams.stderr.isTTY === true,
    isLive,
    palette: paletteFor(streams.stdout, variables),
    sidePalette: paletteFor(streams.stderr, variables),
  };
}
