import type { TokenizerFile } from '../tokenizer-file.ts';
import type { WordModel } from './word-model.ts';

type UnigramFile = Extract<TokenizerFile['model'], { type: 'Unigram' }>;

/** How much worse than the worst piece an unknown character is, as SentencePiece has it. */
const UNKNOWN_PENALTY = 10;

/** SentencePiece's: of all ways to take the word apart the one whose pieces' scores have the largest sum (Viterbi). */
export function createUnigram({ vocab, unk_id: unknown }: UnigramFile): WordModel {
  if (unknown >= vocab.length) throw new Error('The vocabulary lacks the unknown token');
  const ids = new Map(vocab.map(([piece], id) => [piece, id]));
  const scores = Float64Array.from(vocab, ([, score]) => score);
  const unknownScore =
    scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY) - UNKNOWN_PENALTY;
  const longest = vocab.reduce((most, [piece]) => Math.max(most, piece.length), 1);

  return (word) => {
    /** By where a piece ends: its id, its start and the sum of scores up to there. */
    const idOf = new Int32Array(word.length + 1);
    const startOf = new Int32Array(word.length + 1).fill(-1);
    const sumOf = new Float64Array(word.length + 1);
    const offer = (start: number, end: number, id: number, score: number): void => {
      const sum = (sumOf[start] ?? 0) + score;
      if (startOf[end] !== -1 && sum <= (sumOf[end] ?? 0)) return;
      idOf[end] = id;
      startOf[end] = start;
      sumOf[end] = sum;
    };
    for (let start = 0; start < word.length; start += unitsAt(word, start)) {
      const units = unitsAt(word, start);
      let knowsCharacter = false;
      for (let end = start + units; end <= Math.min(word.length, start + longest); end += unitsAt(word, end)) {
        const id = ids.get(word.slice(start, end));
        if (id === undefined) continue;
        offer(start, end, id, scores[id] ?? 0);
        knowsCharacter ||= end === start + units;
      }
      if (!knowsCharacter) offer(start, start + units, unknown, unknownScore);
    }
    return joinUnknown(backwards(idOf, startOf), unknown);
  };
}

/** A character has two code units beyond the basic plane. */
const unitsAt = (word: string, at: number): number => ((word.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

function backwards(idOf: Int32Array, startOf: Int32Array): number[] {
  const found: number[] = [];
  for (let end = startOf.length - 1; end > 0; end = startOf[end] ?? 0) found.push(idOf[end] ?? 0);
  return found.reverse();
}

/** Unknown characters in a row are one token. */
const joinUnknown = (found: readonly number[], unknown: number): readonly number[] =>
  found.filter((id, at) => id !== unknown || found[at - 1] !== unknown);
