import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { model, tokenGraph } from './onnx-bytes.ts';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

export type Parts = Record<string, unknown>;

const VOCABULARY = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'good', 'bad', '##ly', 'film', '!'] as const;

/** A WordPiece tokenizer of nine tokens, as BERT has it. */
export const tokenizerParts = (): Parts => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [0, 1, 2, 3].map((id) => ({ id, content: VOCABULARY[id], normalized: false, special: true })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
  },
});

/** What each token says for negative and positive. */
const SAYS = VOCABULARY.map((token): readonly [number, number] =>
  token === 'good' ? [0, 2] : token === 'bad' ? [2, 0] : [0, 0],
);

export interface ArtifactOptions {
  readonly tokenizer?: string | Buffer;
  readonly graph?: Buffer;
  readonly maxTokens?: number;
}

/** A whole artifact of the family `transformer` with digests that agree, whatever its files are. */
export function transformerArtifact({ tokenizer, graph, maxTokens = 16 }: ArtifactOptions = {}) {
  const files = {
    'model.onnx': graph ?? model(tokenGraph(SAYS)),
    'tokenizer.json': tokenizer ?? JSON.stringify(tokenizerParts()),
  };
  const description = {
    formatVersion: 1,
    family: 'transformer',
    labels: ['negative', 'positive'],
    preprocessing: { maxTokens, padTokenId: 0 },
    maxTextLength: 20_000,
    files: { 'model.onnx': sha256(files['model.onnx']), 'tokenizer.json': sha256(files['tokenizer.json']) },
    training: { candidate: 'tiny', seed: 1, rows: 1, hyperparameters: {}, packages: {} },
  };
  return { ...files, 'model.json': JSON.stringify(description) };
}

/** Writes the files of an artifact to a folder, which is made. */
export function unpacked(directory: string, files: Readonly<Record<string, string | Buffer>>): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(directory, name), content);
  return directory;
}
