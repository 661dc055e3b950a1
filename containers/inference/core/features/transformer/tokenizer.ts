import { createFinder } from './added-tokens.ts';
import { createBytePairs } from './models/byte-pairs.ts';
import { createUnigram } from './models/unigram.ts';
import type { WordModel } from './models/word-model.ts';
import { createWordPiece } from './models/word-piece.ts';
import { createNormalizer } from './normalization.ts';
import { createSplitter } from './splitting.ts';
import type { Frame, TokenizerFile } from './tokenizer-file.ts';

/** Token ids of a text, special ones included, `maxTokens` at most: what is too much is cut off at the end. */
export type Tokenize = (text: string) => readonly number[];

/**
 * A tokenizer from its checked file, to the letter as Hugging Face's tokenizers (Rust) run it. Not by their package for
 * JavaScript: its normalizers depart from the original in characters beyond the basic plane, new scripts, the final
 * sigma and white space, and it runs whatever regular expression a file has.
 */
export function createTokenizer(file: TokenizerFile, maxTokens: number): Tokenize {
  const normalize = createNormalizer(file.normalizer);
  const split = createSplitter(file.pre_tokenizer);
  const findAsWritten = createFinder(file.added_tokens.filter(({ normalized }) => !normalized));
  const findNormalized = createFinder(
    file.added_tokens
      .filter(({ normalized }) => normalized)
      .map((one) => ({ ...one, content: normalize(one.content) }))
      .filter(({ content }) => content !== ''),
  );
  const model = modelOf(file.model);
  const { before, after } = frameOf(file.post_processor);
  const room = maxTokens - before.length - after.length;
  if (room < 1) throw new Error('The tokens round a text leave no room for its own');

  /** Word by word, so that nothing behind the last token that counts is looked at. */
  const fill = (ids: number[], part: string, isFirst: boolean): void => {
    for (const word of split(part, isFirst)) {
      if (ids.length >= room) return;
      for (const id of model(word)) ids.push(id);
    }
  };

  return (text) => {
    const ids: number[] = [];
    let isFirst = true;
    for (const written of findAsWritten(text.toWellFormed())) {
      for (const part of typeof written === 'number' ? [written] : findNormalized(normalize(written))) {
        if (typeof part === 'number') ids.push(part);
        else fill(ids, part, isFirst);
        isFirst = false;
      }
      if (ids.length >= room) break;
    }
    return [...before, ...ids.slice(0, room), ...after];
  };
}

function modelOf(model: TokenizerFile['model']): WordModel {
  switch (model.type) {
    case 'WordPiece':
      return createWordPiece(model);
    case 'BPE':
      return createBytePairs(model);
    case 'Unigram':
      return createUnigram(model);
  }
}

interface TokenFrame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Ids that stand before and after every text. */
function frameOf(frame: Frame): TokenFrame {
  if (frame.type !== 'TemplateProcessing') return { before: [frame.cls[1]], after: [frame.sep[1]] };
  const at = frame.single.findIndex((part) => 'Sequence' in part);
  const idsOf = (parts: typeof frame.single): number[] =>
    parts.flatMap((part) => ('SpecialToken' in part ? (frame.special_tokens[part.SpecialToken.id]?.ids ?? []) : []));
  return { before: idsOf(frame.single.slice(0, at)), after: idsOf(frame.single.slice(at + 1)) };
}
