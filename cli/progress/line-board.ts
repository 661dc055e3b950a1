import { clip } from '../output/clip.ts';
import { duration } from '../output/numbers.ts';
import type { OutputStream, Palette } from '../terminal/palette.ts';
import type { Board, Step } from './board.ts';

/** Never silent for longer than ten seconds: the check comes each second. */
const SILENCE_MS = 9_000;
const NOTE_LENGTH = 140;

export interface LineBoardOptions {
  readonly stream: OutputStream;
  readonly palette: Palette;
  /** Milliseconds since any fixed moment. */
  readonly now?: () => number;
}

/** For logs and pipes: one line a change, and a sign of life when nothing changes. */
export class LineBoard implements Board {
  private readonly options: LineBoardOptions;
  private readonly startedAt: number;
  private readonly shown = new Map<string, string>();
  /** Steps that came to their end: what is told of them later is told by others. */
  private readonly ended = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private lastLineAt: number;
  private current: { step: Step; since: number } | undefined;

  constructor(options: LineBoardOptions) {
    this.options = options;
    this.startedAt = this.now();
    this.lastLineAt = this.startedAt;
    this.timer = setInterval(() => this.tick(), 1_000);
    this.timer.unref();
  }

  show(step: Step): void {
    const { name, status, note = '' } = step;
    if (status === 'running') this.current = { step, since: this.now() - (step.elapsedMs ?? 0) };
    else if (this.current?.step.name === name) this.current = undefined;
    const content = `${status} ${note}`;
    if (status === 'waiting' || this.ended.has(name) || this.shown.get(name) === content) return;
    if (status !== 'running') this.ended.add(name);
    this.shown.set(name, content);
    this.say(this.lineOf(step));
  }

  say(line: string): void {
    this.lastLineAt = this.now();
    const { stream, palette } = this.options;
    stream.write(`${palette.dim(this.clock())}  ${line}\n`);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
  }

  /** Says what it waits for when nothing was said for a while. */
  tick(): void {
    if (this.now() - this.lastLineAt < SILENCE_MS) return;
    if (this.current) {
      const { step, since } = this.current;
      this.say(`${step.name.padEnd(9)} … ${duration(this.now() - since)}${step.note ? `  ${step.note}` : ''}`);
    } else {
      this.say('… still at it');
    }
  }

  private lineOf({ name, status, note, elapsedMs }: Step): string {
    const { palette } = this.options;
    const paint = {
      running: palette.cyan,
      done: palette.green,
      failed: palette.red,
      skipped: palette.dim,
      waiting: palette.dim,
    };
    const took = elapsedMs !== undefined && status !== 'running' ? duration(elapsedMs) : '';
    return [name.padEnd(9), paint[status](status.padEnd(7)), took.padStart(8), clip(note ?? '', NOTE_LENGTH)]
      .join('  ')
      .trimEnd();
  }

  private now(): number {
    return (this.options.now ?? performance.now.bind(performance))();
  }

  private clock(): string {
    const seconds = Math.floor((this.now() - this.startedAt) / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
