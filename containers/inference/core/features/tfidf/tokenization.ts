import { stem } from 'porter2';
import type { Cleaning } from '../../../../../domain/workload/cleaning.ts';
import englishStopWords from '../../../../training/trainyard_training/classic/english_stop_words.json' with {
  type: 'json',
};

/**
 * Tokens of a cleaned text; `trainyard_training/classic/tokenization.py` does the same to the letter (Unicode 17):
 * 1. A token is a letter or digit with the letters, digits and marks after it, and such groups joined by single
 *    apostrophes; or one pictograph (emoji). Everything else separates.
 * 2. `stopWords`: tokens in the list `english_stop_words.json` (scikit-learn's) are dropped.
 * 3. `stemming`: tokens of a–z and apostrophes only are reduced by Snowball's English stemmer (version 2, Porter2).
 */
export function createTokenizer(cleaning: Cleaning): (cleaned: string) => readonly string[] {
  const dropsStopWords = cleaning.stopWords === 'english';
  const stems = cleaning.stemming === 'english';
  return (cleaned) => {
    let tokens: string[] = cleaned.match(TOKEN) ?? [];
    if (dropsStopWords) tokens = tokens.filter((token) => !STOP_WORDS.has(token));
    if (stems) tokens = tokens.map((token) => (ENGLISH_WORD.test(token) ? stem(token) : token));
    return tokens;
  };
}

const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'[\p{L}\p{N}\p{M}]+)*|\p{Extended_Pictographic}/gu;
const ENGLISH_WORD = /^[a-z']+$/;
const STOP_WORDS: ReadonlySet<string> = new Set(englishStopWords);

/** Calls back with each term: every run of `minimum` to `maximum` tokens, joined by a space; shorter runs first. */
export function forEachTerm(
  tokens: readonly string[],
  minimum: number,
  maximum: number,
  visit: (term: string) => void,
): void {
  for (let length = minimum; length <= maximum; length += 1) {
    for (let start = 0; start + length <= tokens.length; start += 1) {
      let term = tokens[start] ?? '';
      for (let next = start + 1; next < start + length; next += 1) term += ` ${tokens[next]}`;
      visit(term);
    }
  }
}
