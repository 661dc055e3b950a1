import {
  type DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  type ListrTask,
  type ListrTaskWrapper,
  ProcessOutput,
  type SimpleRenderer,
} from 'listr2';
import { clip } from '../output/clip.ts';
import { duration } from '../output/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import type { Board, Step } from './board.ts';

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

interface Row {
  step: Step;
  /** When the running step began, on this board's clock. */
  since: number;
  wrapper?: Wrapper;
  /** Ends the row's task; an error marks it as failed. */
  settle: { resolve(): void; reject(error: Error): void };
  readonly ended: Promise<void>;
}

/** Thrown into a row's task to mark it as failed; it never leaves the board. */
class StepFailed extends Error {}

/** What a line has left beside the icon, the name and the time. */
const noteLength = (): number => Math.max(20, (process.stderr.columns ?? 80) - 28);

const ended = ({ status }: Step): boolean => status === 'done' || status === 'failed' || status === 'skipped';

function newRow(name: string): Row {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A row can fail before its task is reached.
  promise.catch(() => undefined);
  return { step: { name, status: 'waiting' }, since: performance.now(), settle: { resolve, reject }, ended: promise };
}

/** For terminals: the steps that are to come are listed from the start, and the running one counts its time. */
export class LiveBoard implements Board {
  private readonly palette: Palette;
  /** Listed at the first step, so that what is said before it stands above. */
  private planned: readonly string[];
  private readonly rows = new Map<string, Row>();
  private readonly timer: NodeJS.Timeout;
  private drawing: Promise<void> = Promise.resolve();

  /** `planned`: names in the order in which they come; a step of another name gets a line of its own below. */
  constructor(planned: readonly string[], palette: Palette) {
    this.palette = palette;
    this.planned = planned;
    this.timer = setInterval(() => this.redraw(), 1_000);
    this.timer.unref();
  }

  show(step: Step): void {
    if (this.planned.length > 0) {
      this.open(this.planned);
      this.planned = [];
    }
    if (!this.rows.has(step.name)) this.open([step.name]);
    const row = this.rows.get(step.name);
    if (!row || ended(row.step)) return;
    if (step.status === 'running') row.since = performance.now() - (step.elapsedMs ?? 0);
    row.step = step;
    if (step.status === 'failed') row.settle.reject(new StepFailed(step.note ?? 'failed'));
    else if (ended(step)) row.settle.resolve();
    this.redraw();
  }

  say(line: string): void {
    this.drawing = this.drawing.then(() => {
      process.stderr.write(`${line}\n`);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const row of this.rows.values()) row.settle.resolve();
    await this.drawing;
  }

  private open(names: readonly string[]): void {
    const tasks = names.map((name): ListrTask<unknown, typeof DefaultRenderer, typeof SimpleRenderer> => {
      const row = newRow(name);
      this.rows.set(name, row);
      return {
        title: name,
        task: async (_context, wrapper) => {
          row.wrapper = wrapper;
          wrapper.title = this.title(row);
          await row.ended;
          wrapper.title = this.title(row);
          if (!ended(row.step) || row.step.status === 'skipped') wrapper.skip(this.title(row));
        },
      };
    });
    const list = new Listr(tasks, {
      concurrent: false,
      exitOnError: true,
      registerSignalListeners: false,
      rendererOptions: {
        // The result alone belongs on stdout.
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
        collapseSkips: false,
        collapseErrors: false,
        showSkipMessage: false,
        icon: { [ListrDefaultRendererLogLevels.SKIPPED_WITHOUT_COLLAPSE]: '○' },
      },
    });
    this.drawing = this.drawing
      .then(() => list.run())
      .then(
        () => undefined,
        (error: unknown) => {
          if (!(error instanceof StepFailed)) throw error;
        },
      );
    this.drawing.catch(() => undefined);
  }

  private redraw(): void {
    for (const row of this.rows.values()) {
      if (row.wrapper && row.step.status === 'running') row.wrapper.title = this.title(row);
    }
  }

  private title({ step, since }: Row): string {
    const { name, status, note } = step;
    const elapsed = status === 'running' ? performance.now() - since : step.elapsedMs;
    const took = elapsed === undefined || status === 'waiting' ? '' : duration(elapsed);
    const details = [this.palette.dim(took.padStart(10)), note && status !== 'failed' ? clip(note, noteLength()) : ''];
    return [name.padEnd(9), ...details].join('  ').trimEnd();
  }
}
