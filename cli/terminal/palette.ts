import pc from 'picocolors';

export type Palette = ReturnType<typeof pc.createColors>;

/** The part of a stream that decides how to write to it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Variables = Readonly<Record<string, string | undefined>>;

const given = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Colours for a stream: never under NO_COLOR (no-color.org) or TERM=dumb, else on a terminal or under FORCE_COLOR. */
export function paletteFor(stream: OutputStream, variables: Variables): Palette {
  const refused = given(variables.NO_COLOR) || variables.TERM === 'dumb';
  const wanted = stream.isTTY === true || (given(variables.FORCE_COLOR) && variables.FORCE_COLOR !== '0');
  return pc.createColors(!refused && wanted);
}
