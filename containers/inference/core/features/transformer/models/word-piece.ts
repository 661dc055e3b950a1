import type { TokenizerFile } from '../tokenizer-file.ts';
import type { WordModel } from './word-model.ts';

type WordPiece = Extract<TokenizerFile['model'], { type: 'WordPiece' }>;

/** BERT's: the longest token that the rest of the word begins with, again and again; unknown as a whole otherwise. */
export function createWordPiece(model: WordPiece): WordModel {
  const ids = new Map(Object.entries(model.vocab));
  const unknown = ids.get(model.unk_token);
  if (unknown === undefined) throw new Error('The vocabulary lacks the unknown token');
  const prefix = model.continuing_subword_prefix;
  let longest = 0;
  for (const token of ids.keys()) longest = Math.max(longest, token.length);

  return (word) => {
    // Units are two at most for a character, which is what is counted.
    const limit = model.max_input_chars_per_word;
    if (word.length > 2 * limit || (word.length > limit && [...word].length > limit)) return [unknown];
    const found: number[] = [];
    let start = 0;
    while (start < word.length) {
      let end = Math.min(word.length, start + longest);
      let id: number | undefined;
      for (; end > start; end -= 1) {
        const piece = word.slice(start, end);
        id = ids.get(start === 0 ? piece : prefix + piece);
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknown];
      found.push(id);
      start = end;
    }
    return found;
  };
}
