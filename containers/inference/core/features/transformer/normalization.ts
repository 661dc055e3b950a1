import { IDEOGRAPHS, KEPT_FORMATS, KEPT_MARKS, OLD_MARKS, WHITE_SPACE } from './reference-unicode.ts';
import type { OneNormalizer, TokenizerFile } from './tokenizer-file.ts';

type Step = (text: string) => string;

/** What a tokenizer does to a text first; the same as Hugging Face's tokenizers do, to the letter. */
export function createNormalizer(normalizer: TokenizerFile['normalizer']): Step {
  if (normalizer === null) return (text) => text;
  const steps = (normalizer.type === 'Sequence' ? normalizer.normalizers : [normalizer]).map(stepOf);
  return (text) => steps.reduce((current, step) => step(current), text);
}

function stepOf(normalizer: OneNormalizer): Step {
  switch (normalizer.type) {
    case 'BertNormalizer':
      return bert(normalizer);
    case 'Lowercase':
      return lowercase;
    case 'NFC':
      return (text) => text.normalize('NFC');
    case 'Strip':
      return (text) => strip(text, normalizer);
    case 'Replace': {
      const { pattern, content } = normalizer;
      if ('String' in pattern) return (text) => text.replaceAll(pattern.String, () => content);
      const expression = EXPRESSIONS[pattern.Regex];
      return (text) => text.replace(expression, () => content);
    }
  }
}

/** Those that the schema lets in. */
const EXPRESSIONS = {
  '\\s{2,}|[\\n\\r\\t]': new RegExp(`[${WHITE_SPACE}]{2,}|[\\n\\r\\t]`, 'gu'),
  ' {2,}': / {2,}/g,
} as const;

function bert(options: Extract<OneNormalizer, { type: 'BertNormalizer' }>): Step {
  const steps: Step[] = [];
  if (options.clean_text) steps.push(clean);
  if (options.handle_chinese_chars) steps.push((text) => text.replace(IDEOGRAPH, ' $& '));
  if (options.strip_accents ?? options.lowercase) steps.push(stripAccents);
  if (options.lowercase) steps.push(lowercase);
  return (text) => steps.reduce((current, step) => step(current), text);
}

const CLEANED = new RegExp(`[\\0\\u{fffd}]|(?![\\t\\n\\r${KEPT_FORMATS}])[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]`, 'gu');
const SPACE = new RegExp(`[${WHITE_SPACE}]`, 'gu');
const IDEOGRAPH = new RegExp(`[${IDEOGRAPHS}]`, 'gu');
const TAKEN_APART = new RegExp(`[^${KEPT_MARKS}]+`, 'gu');
const MARK = new RegExp(`[\\p{Mn}${OLD_MARKS}]`, 'gu');
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself.
const ASCII = /^[\x00-\x7f]*$/;

const clean = (text: string): string => text.replace(CLEANED, '').replace(SPACE, ' ');

function stripAccents(text: string): string {
  return ASCII.test(text) ? text : text.replace(TAKEN_APART, (part) => part.normalize('NFD').replace(MARK, ''));
}

/** The final sigma is the one mapping that looks at its neighbours. */
const lowercase = (text: string): string => text.replaceAll('Σ', 'σ').toLowerCase();

const ONE_SPACE = new RegExp(`[${WHITE_SPACE}]`, 'u');

/** White space is of one code unit each. */
export function strip(text: string, sides: { readonly strip_left: boolean; readonly strip_right: boolean }): string {
  let start = 0;
  let end = text.length;
  if (sides.strip_left) while (start < end && ONE_SPACE.test(text.charAt(start))) start += 1;
  if (sides.strip_right) while (end > start && ONE_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
