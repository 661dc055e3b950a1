import { NO_LETTERS, NO_PUNCTUATION, OLD_PUNCTUATION, WHITE_SPACE } from './reference-unicode.ts';
import type { OneSplitter, TokenizerFile } from './tokenizer-file.ts';

/** Takes a piece of a text apart into words; `isFirst` says that the piece is the text's beginning. */
type Splitter = (piece: string, isFirst: boolean) => readonly string[];

/** What a tokenizer takes a normalized text apart by; the same words as Hugging Face's tokenizers give. */
export function createSplitter(splitter: TokenizerFile['pre_tokenizer']): Splitter {
  const splitters = (splitter.type === 'Sequence' ? splitter.pretokenizers : [splitter]).map(splitterOf);
  return (text, isFirst) =>
    splitters.reduce<readonly string[]>(
      (pieces, split) => pieces.flatMap((piece, index) => split(piece, isFirst && index === 0)),
      text === '' ? [] : [text],
    );
}

function splitterOf(splitter: OneSplitter): Splitter {
  switch (splitter.type) {
    case 'BertPreTokenizer':
      return (piece) => piece.match(WORD_OR_MARK) ?? [];
    case 'Punctuation':
      return (piece) => piece.match(PUNCTUATION_APART) ?? [];
    case 'ByteLevel':
      return (piece) => byteLevel(splitter.add_prefix_space && !piece.startsWith(' ') ? ` ${piece}` : piece);
    case 'Metaspace':
      return (piece, isFirst) => metaspace(piece, splitter.prepend_scheme, isFirst);
  }
}

const PUNCTUATION = `[[[\\p{P}!-\\/:-@\\[-\`\\{-~]--[${NO_PUNCTUATION}]]${OLD_PUNCTUATION}]`;
const WORD_OR_MARK = new RegExp(`[^${PUNCTUATION}${WHITE_SPACE}]+|${PUNCTUATION}`, 'gv');
const PUNCTUATION_APART = new RegExp(`[^${PUNCTUATION}]+|${PUNCTUATION}`, 'gv');

// GPT-2's expression, with the reference's letters, digits and white space.
const LETTER = `[\\p{L}--[${NO_LETTERS}]]`;
const NUMBER = `[\\p{N}--[${NO_LETTERS}]]`;
const GPT2 = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?${LETTER}+| ?${NUMBER}+| ?[^${LETTER}${NUMBER}${WHITE_SPACE}]+|` +
    `[${WHITE_SPACE}]+(?![^${WHITE_SPACE}])|[${WHITE_SPACE}]+`,
  'gv',
);

/** GPT-2's letters for bytes: those that print are themselves, the others follow from U+0100 on. */
const LETTER_OF_BYTE: readonly string[] = (() => {
  const prints = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
})();

const UTF8 = new TextEncoder();

function byteLevel(piece: string): readonly string[] {
  return (piece.match(GPT2) ?? []).map((word) => {
    let letters = '';
    for (const byte of UTF8.encode(word)) letters += LETTER_OF_BYTE[byte] ?? '';
    return letters;
  });
}

function metaspace(piece: string, scheme: 'always' | 'first' | 'never', isFirst: boolean): readonly string[] {
  const marked = piece.replaceAll(' ', '▁');
  const prepends = scheme === 'always' || (scheme === 'first' && isFirst);
  return (prepends && !marked.startsWith('▁') ? `▁${marked}` : marked).match(FROM_MARK) ?? [];
}

/** A mark goes with what follows it. */
const FROM_MARK = /▁?[^▁]+|▁/g;
