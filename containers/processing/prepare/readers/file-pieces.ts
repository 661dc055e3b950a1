import { open } from 'node:fs/promises';

const PIECE_BYTES = 1 << 20;

/**
 * A file's bytes in pieces, each good until the next one is asked for: the memory of two is used in turns, one is read
 * while the other is worked on. A stream would take new memory for each, which the garbage collector has to find.
 */
export async function* filePieces(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  const memory = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  const read = (piece: Buffer): Promise<Buffer> => {
    const bytes = file.read(piece).then(({ bytesRead }) => piece.subarray(0, bytesRead));
    // Whoever asks for the piece hears of a failure.
    bytes.catch(() => undefined);
    return bytes;
  };
  let ahead = read(memory[0]);
  try {
    for (let turn = 1; ; turn += 1) {
      const piece = await ahead;
      if (piece.length === 0) return;
      ahead = read(memory[turn % 2 === 0 ? 0 : 1]);
      yield piece;
    }
  } finally {
    await ahead.catch(() => undefined);
    await file.close();
  }
}
