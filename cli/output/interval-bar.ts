/** An estimate with its interval, as the gate measured it. */
export interface Interval {
  readonly estimate: number;
  readonly interval: readonly [number, number];
}

export interface BarOptions {
  /** Characters between the two ends of the scale. */
  readonly width?: number;
  readonly ascii?: boolean;
}

const UNICODE = { empty: '·', zero: '┊', low: '├', line: '─', high: '┤', estimate: '●' };
const ASCII = { empty: '.', zero: '|', low: '[', line: '-', high: ']', estimate: 'o' };

/**
 * The interval drawn on a scale with zero in its middle: all of it right of zero is a proven gain, all of it left a
 * proven loss, across zero neither.
 */
export function intervalBar({ estimate, interval }: Interval, options: BarOptions = {}): string {
  const signs = options.ascii ? ASCII : UNICODE;
  const half = Math.max(4, Math.floor((options.width ?? 41) / 2));
  const [low, high] = interval;
  const reach = Math.max(Math.abs(low), Math.abs(high), Math.abs(estimate), 0.001) * 1.1;
  const place = (value: number): number => half + Math.round((value / reach) * half);
  const cells = new Array<string>(half * 2 + 1).fill(signs.empty);
  for (let index = place(low); index <= place(high); index += 1) cells[index] = signs.line;
  cells[half] = signs.zero;
  cells[place(low)] = signs.low;
  cells[place(high)] = signs.high;
  cells[place(estimate)] = signs.estimate;
  return cells.join('');
}

/** True when the terminal's character set is said to lack the drawing characters. */
export const isAscii = (variables: Readonly<Record<string, string | undefined>>): boolean =>
  variables.TERM === 'linux' || /^(C|POSIX)$/.test(variables.LC_ALL ?? '');
