import type { Board } from './board.ts';

/**
 * Runs something as one step of a board: its lines become the step's note, its error the reason of the failed step.
 * `note` says what it came to.
 */
export async function withStep<T>(
  board: Board,
  name: string,
  work: (onProgress: (line: string) => void) => Promise<T>,
  note: (result: T) => string = () => '',
): Promise<T> {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  board.show({ name, status: 'running', elapsedMs: 0 });
  try {
    const result = await work((line) =>
      board.show({ name, status: 'running', note: line.trim(), elapsedMs: elapsedMs() }),
    );
    board.show({ name, status: 'done', note: note(result), elapsedMs: elapsedMs() });
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    board.show({ name, status: 'failed', note: reason, elapsedMs: elapsedMs() });
    throw error;
  }
}
