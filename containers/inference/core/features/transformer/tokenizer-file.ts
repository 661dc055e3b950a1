import { z } from 'zod';

/**
 * The parts of `tokenizer.json` (Hugging Face's tokenizers) that are run: those of BERT, RoBERTa, DistilBERT and DeBERTa.
 * Whatever else a file has is refused or left aside. The limits keep a small file from asking for much: no step makes a
 * text longer than Unicode's own mappings do, regular expressions are those named here, and sizes are bounded.
 */

const TOKENS = 2 ** 19;
const tokenId = z.int().min(0).max(TOKENS);
const LONGEST_TOKEN = 512;
const token = z.string().min(1).max(LONGEST_TOKEN);

const stripSchema = z.object({ type: z.literal('Strip'), strip_left: z.boolean(), strip_right: z.boolean() });

/** DeBERTa's. Each is linear in the text. */
const EXPRESSIONS = ['\\s{2,}|[\\n\\r\\t]', ' {2,}'] as const;

const replaceSchema = z
  .object({
    type: z.literal('Replace'),
    pattern: z.union([
      z.strictObject({ Regex: z.enum(EXPRESSIONS) }),
      z.strictObject({ String: z.string().min(1).max(16) }),
    ]),
    content: z.string().max(16),
  })
  .refine(({ pattern, content }) => content.length <= ('String' in pattern ? pattern.String.length : 1), {
    error: 'must not make a text longer',
  });

const bertNormalizerSchema = z.object({
  type: z.literal('BertNormalizer'),
  clean_text: z.boolean(),
  handle_chinese_chars: z.boolean(),
  strip_accents: z.boolean().nullish(),
  lowercase: z.boolean(),
});

const oneNormalizerSchema = z.discriminatedUnion('type', [
  bertNormalizerSchema,
  z.object({ type: z.literal('Lowercase') }),
  z.object({ type: z.literal('NFC') }),
  stripSchema,
  replaceSchema,
]);
export type OneNormalizer = z.infer<typeof oneNormalizerSchema>;

const normalizerSchema = z.discriminatedUnion('type', [
  ...oneNormalizerSchema.options,
  z.object({ type: z.literal('Sequence'), normalizers: z.array(oneNormalizerSchema).max(8) }),
]);

const byteLevelSchema = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean(),
  use_regex: z.literal(true).default(true),
});

const metaspaceSchema = z.object({
  type: z.literal('Metaspace'),
  replacement: z.literal('▁'),
  prepend_scheme: z.enum(['always', 'first', 'never']).default('always'),
  split: z.literal(true).default(true),
});

const oneSplitterSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('BertPreTokenizer') }),
  z.object({ type: z.literal('Punctuation'), behavior: z.literal('Isolated') }),
  byteLevelSchema,
  metaspaceSchema,
]);
export type OneSplitter = z.infer<typeof oneSplitterSchema>;

const splitterSchema = z.discriminatedUnion('type', [
  ...oneSplitterSchema.options,
  z.object({ type: z.literal('Sequence'), pretokenizers: z.array(oneSplitterSchema).min(1).max(4) }),
]);

/** By hand, as are the other lists of a hundred thousand: a schema for each entry would cost seconds. */
const vocabularySchema = z.custom<Readonly<Record<string, number>>>(isVocabulary, {
  error: 'must map tokens to ids, and not too many',
});

function isVocabulary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let tokens = 0;
  // JSON's objects have no other keys than their own, and a copy of so many would cost.
  for (const token in value) {
    tokens += 1;
    if (tokens > TOKENS || !isToken(token) || !isId(Reflect.get(value, token))) return false;
  }
  return true;
}

const isToken = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= LONGEST_TOKEN;

const isId = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= TOKENS;

const wordPieceSchema = z.object({
  type: z.literal('WordPiece'),
  unk_token: token,
  continuing_subword_prefix: z.string().max(8),
  max_input_chars_per_word: z.int().min(1).max(200),
  vocab: vocabularySchema,
});

/** Pairs of tokens, joined by a space in older files. */
const mergesSchema = z.custom<readonly (string | readonly [string, string])[]>(
  (value) => Array.isArray(value) && value.length <= TOKENS && value.every(isMerge),
  { error: 'must list pairs of tokens, and not too many' },
);

const isMerge = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.length <= 2 * LONGEST_TOKEN + 1
    : Array.isArray(value) && value.length === 2 && value.every(isToken);

const bpeSchema = z.object({
  type: z.literal('BPE').default('BPE'),
  dropout: z.null().optional(),
  unk_token: token.nullish(),
  continuing_subword_prefix: z.union([z.literal(''), z.null()]).optional(),
  end_of_word_suffix: z.union([z.literal(''), z.null()]).optional(),
  fuse_unk: z.literal(false).default(false),
  byte_fallback: z.literal(false).default(false),
  ignore_merges: z.boolean().default(false),
  vocab: vocabularySchema,
  merges: mergesSchema,
});

/** Characters of a piece; SentencePiece makes none of more than 16 unless it is told to. */
const LONGEST_PIECE = 32;

const piecesSchema = z.custom<readonly (readonly [string, number])[]>(
  (value) => Array.isArray(value) && value.length > 0 && value.length <= TOKENS && value.every(isPiece),
  { error: 'must list pieces with their scores, and neither too many nor too long ones' },
);

const isPiece = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  value[0].length <= LONGEST_PIECE &&
  Number.isFinite(value[1]);

const unigramSchema = z.object({
  type: z.literal('Unigram'),
  unk_id: tokenId,
  byte_fallback: z.literal(false).default(false),
  vocab: piecesSchema,
});

const addedTokenSchema = z.object({
  id: tokenId,
  content: z.string().min(1).max(128),
  single_word: z.literal(false).default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean(),
});
export type AddedToken = z.infer<typeof addedTokenSchema>;

const templatePart = z.union([
  z.object({ SpecialToken: z.object({ id: token }) }),
  z.object({ Sequence: z.object({ id: z.literal('A') }) }),
]);
const namedToken = z.tuple([token, tokenId]);

const frameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('TemplateProcessing'),
    single: z.array(templatePart).max(16),
    special_tokens: z.record(token, z.object({ ids: z.array(tokenId).max(8) })),
  }),
  z.object({ type: z.enum(['BertProcessing', 'RobertaProcessing']), cls: namedToken, sep: namedToken }),
]);
export type Frame = z.infer<typeof frameSchema>;

export const tokenizerFileSchema = z.object({
  added_tokens: z.array(addedTokenSchema).max(1_024),
  normalizer: normalizerSchema.nullable(),
  pre_tokenizer: splitterSchema,
  post_processor: frameSchema,
  model: z.discriminatedUnion('type', [wordPieceSchema, bpeSchema, unigramSchema]),
});
export type TokenizerFile = z.infer<typeof tokenizerFileSchema>;
