import type { TokenizerFile } from '../tokenizer-file.ts';
import { MergeQueue } from './merge-queue.ts';
import type { WordModel } from './word-model.ts';

type BytePairs = Extract<TokenizerFile['model'], { type: 'BPE' }>;

interface Merge {
  /** The lower, the sooner. */
  readonly rank: number;
  readonly id: number;
}

// Ids are below it, so that a pair of them is one exact number.
const BASE = 2 ** 20;

/** GPT-2's: neighbours are joined in the order of the merges, the leftmost of equals first. */
export function createBytePairs(model: BytePairs): WordModel {
  const ids = new Map(Object.entries(model.vocab));
  const unknown = model.unk_token == null ? undefined : ids.get(model.unk_token);
  const merges = mergesOf(model, ids);

  return (word) => {
    const whole = model.ignore_merges ? ids.get(word) : undefined;
    if (whole !== undefined) return [whole];
    const characters: number[] = [];
    for (const character of word) {
      const id = ids.get(character) ?? unknown;
      if (id !== undefined) characters.push(id);
    }
    return merged(characters, merges);
  };
}

function mergesOf(model: BytePairs, ids: ReadonlyMap<string, number>): ReadonlyMap<number, Merge> {
  const merges = new Map<number, Merge>();
  model.merges.forEach((merge, rank) => {
    const [left = '', right = ''] = typeof merge === 'string' ? merge.split(' ') : merge;
    const [a, b, id] = [ids.get(left), ids.get(right), ids.get(left + right)];
    if (a === undefined || b === undefined || id === undefined) throw new Error('A merge is of unknown tokens');
    merges.set(a * BASE + b, { rank, id });
  });
  return merges;
}

function merged(symbols: number[], merges: ReadonlyMap<number, Merge>): readonly number[] {
  const next = symbols.map((_symbol, at) => (at + 1 < symbols.length ? at + 1 : -1));
  const previous = symbols.map((_symbol, at) => at - 1);
  const gone = new Uint8Array(symbols.length);
  const queue = new MergeQueue();
  const mergeAt = (at: number): Merge | undefined => {
    const right = next[at] ?? -1;
    return right < 0 ? undefined : merges.get((symbols[at] ?? 0) * BASE + (symbols[right] ?? 0));
  };
  const offer = (at: number): void => {
    const merge = at < 0 ? undefined : mergeAt(at);
    if (merge !== undefined) queue.push(merge.rank, at);
  };
  for (let at = 0; at + 1 < symbols.length; at += 1) offer(at);
  for (let best = queue.pop(); best !== undefined; best = queue.pop()) {
    const { rank, at } = best;
    const merge = gone[at] === 1 ? undefined : mergeAt(at);
    // Its neighbours have changed since.
    if (merge?.rank !== rank) continue;
    const right = next[at] ?? -1;
    const after = next[right] ?? -1;
    symbols[at] = merge.id;
    gone[right] = 1;
    next[at] = after;
    if (after >= 0) previous[after] = at;
    offer(previous[at] ?? -1);
    offer(at);
  }
  return symbols.filter((_symbol, at) => gone[at] === 0);
}
