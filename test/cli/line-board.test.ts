import { afterEach, describe, expect, it } from '@jest/globals';
import { LineBoard } from '../../cli/progress/line-board.ts';
import { paletteFor } from '../../cli/terminal/palette.ts';

const boards: LineBoard[] = [];
afterEach(() => Promise.all(boards.splice(0).map((board) => board.close())));

function boardAt(clock: { ms: number }) {
  const lines: string[] = [];
  const stream = { write: (text: string) => lines.push(text.trimEnd()) };
  const board = new LineBoard({ stream, palette: paletteFor(stream, {}), now: () => clock.ms });
  boards.push(board);
  return { board, lines };
}

describe('progress without a terminal', () => {
  it('writes one line a change, and none for the same again', () => {
    const { board, lines } = boardAt({ ms: 0 });
    board.show({ name: 'train', status: 'running' });
    board.show({ name: 'train', status: 'running', elapsedMs: 500 });
    board.show({ name: 'train', status: 'done', elapsedMs: 3_000, note: 'unigram, bigram' });
    expect(lines).toEqual(['00:00  train      running', '00:00  train      done        3.0 s  unigram, bigram']);
  });

  it('is never silent for more than ten seconds', () => {
    const clock = { ms: 0 };
    const { board, lines } = boardAt(clock);
    board.show({ name: 'train', status: 'running', note: 'two candidates' });
    for (clock.ms = 1_000; clock.ms <= 60_000; clock.ms += 1_000) board.tick();
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(lines[1]).toBe('00:09  train     … 9.0 s  two candidates');
  });

  it('stays silent between changes that come quickly', () => {
    const clock = { ms: 0 };
    const { board, lines } = boardAt(clock);
    board.show({ name: 'lease', status: 'done', elapsedMs: 10 });
    clock.ms = 5_000;
    board.tick();
    expect(lines).toHaveLength(1);
  });
});
